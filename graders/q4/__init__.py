"""The cases of question 4; its checks are in `graders.q4_convolution`."""

from graders.q4 import conv_cases, net_cases, norm_cases

__all__ = ["conv_cases", "net_cases", "norm_cases"]
