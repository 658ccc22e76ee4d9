"""Multi-head attention by torch's own function, which splits and merges heads in its own way."""

import torch
from torch.nn.functional import multi_head_attention_forward as torch_attention

from ._autograd import backward, constant, forward

WEIGHTS = ("wq", "wk", "wv", "wo", "bo")


def split_heads(x, heads):
    return torch.stack(constant(x).chunk(heads, dim=-1), dim=1).numpy()


def merge_heads(x):
    return torch.cat(constant(x).unbind(dim=1), dim=-1).numpy()


def multi_head_forward(x, params, heads, mask=None):
    hidden = None if mask is None else ~torch.as_tensor(mask)

    def attend(x, wq, wk, wv, wo, bo):
        positions_first = x.transpose(0, 1)
        out, _ = torch_attention(
            *(positions_first, positions_first, positions_first, x.shape[-1], heads),
            in_proj_weight=torch.cat([wq.T, wk.T, wv.T]),
            in_proj_bias=None,
            bias_k=None,
            bias_v=None,
            add_zero_attn=False,
            dropout_p=0.0,
            out_proj_weight=wo.T,
            out_proj_bias=bo,
            need_weights=False,
            attn_mask=hidden,
        )
        return out.transpose(0, 1)

    return forward(attend, x, *(params[name] for name in WEIGHTS))


def multi_head_backward(dout, cache):
    dx, *grads = backward(dout, cache)
    return dx, dict(zip(WEIGHTS, grads, strict=True))
