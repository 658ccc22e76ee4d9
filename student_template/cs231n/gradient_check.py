"""Numerical gradients, to check analytic ones against.

The central difference (f(x + h) - f(x - h)) / 2h is off by about h^2, as the slope isn't constant, and by
about 1e-16 / h from rounding. So use float64 throughout, and keep away from kinks such as a relu's at 0.
"""

import numpy as np


def rel_error(x, y):
    """Largest relative difference of two arrays of the same shape: max of |x - y| / max(1e-8, |x| + |y|)."""
    x = np.asarray(x)
    y = np.asarray(y)
    if x.shape != y.shape:
        raise ValueError(f"arrays of shapes {x.shape} and {y.shape} can't be compared entry by entry")
    return np.max(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y)))


def eval_numerical_gradient(f, x, verbose=True, h=1e-5):
    """Gradient of a scalar function f at the array x.

    f is called with x itself, of which one entry at a time is moved by h and then put back. So f may also be
    a function that ignores its argument but uses the same array, as a network uses its params.

    verbose prints every entry.

    Returns an array shaped like x.
    """
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        grad[index] = central_difference(f, x, index, h)
        if verbose:
            print(index, grad[index])
    return grad


def eval_numerical_gradient_array(f, x, df, h=1e-5):
    """Gradient at x of the sum of f(x) * df, for a function f that returns an array.

    df, shaped like f(x), is the gradient that arrives from above: a layer's backward function calls it dout.
    x is moved and put back as in eval_numerical_gradient.

    Returns an array shaped like x.
    """
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        grad[index] = np.sum(central_difference(f, x, index, h) * df)
    return grad


def grad_check_sparse(f, x, analytic_grad, num_checks=10, h=1e-5):
    """Compare an analytic gradient of the scalar function f with the numerical one at a few random entries.

    For arrays that are too large to check in full. Prints a line for every entry it looked at.
    """
    for _ in range(num_checks):
        index = tuple(np.random.randint(size) for size in x.shape)
        numerical = central_difference(f, x, index, h)
        analytic = analytic_grad[index]
        error = rel_error(numerical, analytic)
        print(f"numerical: {numerical:f} analytic: {analytic:f}, relative error: {error:e}")


def net_errors(model, X, y, h=1e-5):
    """How far the gradients of a net's loss are from the numerical ones.

    The error of an array is its largest difference, relative to its largest entry. Some gradients are 0 in truth,
    like a bias's that batch normalisation takes away again, and have only rounding noise to compare: no array counts
    as smaller than 1e-4 of the net's largest.

    model needs params and loss(X, y), and float64 throughout.

    Returns a dictionary of errors, with the keys of model.params.
    """
    _, grads = model.loss(X, y)
    numerical = {
        name: eval_numerical_gradient(lambda _: model.loss(X, y)[0], w, verbose=False, h=h)
        for name, w in sorted(model.params.items())
    }
    sizes = {name: np.max(np.abs(grad)) for name, grad in numerical.items()}
    least = 1e-4 * max(sizes.values())
    return {
        name: np.max(np.abs(grads[name] - grad)) / max(sizes[name], least) for name, grad in numerical.items()
    }


def central_difference(f, x, index, h):
    """How fast f(x) changes with the entry x[index], which is moved in place and put back."""
    before = x[index]
    x[index] = before + h
    f_plus = np.array(f(x))  # a copy: f may return x itself
    x[index] = before - h
    f_minus = np.array(f(x))
    x[index] = before
    return (f_plus - f_minus) / (2 * h)
