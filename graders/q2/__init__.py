"""The cases of question 2; importing it registers all of them."""

from graders.q2 import batchnorm, layernorm, nets

__all__ = ["batchnorm", "layernorm", "nets"]
