"""Training: a Solver feeds minibatches to a model and moves its parameters by an update rule."""

import numpy as np

from . import optim


class Solver:
    """Trains a classifier.

        solver = Solver(model, data, update_rule="adam", optim_config={"learning_rate": 1e-3}, num_epochs=5)
        solver.train()

    The model needs a dictionary params of arrays and a method loss(X, y): scores if y is None, else the loss
    and a dictionary of gradients with the keys of params.

    While it trains, the solver keeps:

        loss_history                          loss of every minibatch
        train_acc_history, val_acc_history    accuracies, before the first step and after each epoch
        best_val_acc, best_params             the best validation accuracy and the parameters that reached it
    """

    def __init__(
        self,
        model,
        data,
        *,
        update_rule="sgd",
        optim_config=None,
        lr_decay=1.0,
        batch_size=100,
        num_epochs=10,
        num_train_samples=1000,
        num_val_samples=None,
        checkpoint_name=None,
        print_every=10,
        verbose=True,
        **unknown,
    ):
        """Prepare the training of a model.

        data                 a dictionary of X_train, y_train, X_val, y_val
        update_rule          name of a function in optim.py
        optim_config         settings for the rule; each parameter gets its own copy
        lr_decay             factor for the learning rate after each epoch
        batch_size           samples in a minibatch
        num_epochs           how often to go through as many samples as there are for training
        num_train_samples    measure training accuracy on so many samples; None takes all
        num_val_samples      the same for validation
        checkpoint_name      if given, save <checkpoint_name>_epoch_<n>.npz after each epoch
        print_every          print the loss every so many steps
        verbose              False prints nothing
        """
        if unknown:
            raise ValueError(f"Solver has no argument called {', '.join(sorted(unknown))}")
        rule = getattr(optim, update_rule, None)
        if not callable(rule):
            raise ValueError(f"optim.py has no update rule called {update_rule!r}")

        self.model = model
        self.X_train = data["X_train"]
        self.y_train = data["y_train"]
        self.X_val = data["X_val"]
        self.y_val = data["y_val"]
        self.update_rule = rule
        self.optim_config = {} if optim_config is None else optim_config
        self.lr_decay = lr_decay
        self.batch_size = batch_size
        self.num_epochs = num_epochs
        self.num_train_samples = num_train_samples
        self.num_val_samples = num_val_samples
        self.checkpoint_name = checkpoint_name
        self.print_every = print_every
        self.verbose = verbose

        self.epoch = 0
        self.best_val_acc = 0
        self.best_params = {}
        self.loss_history = []
        self.train_acc_history = []
        self.val_acc_history = []
        # Rules keep velocities and the like in their config, so no two parameters may share one.
        self.optim_configs = {name: dict(self.optim_config) for name in self.model.params}

    def train(self):
        """Run all epochs, then leave the model with the parameters that did best on the validation data."""
        steps_per_epoch = max(self.X_train.shape[0] // self.batch_size, 1)
        num_steps = self.num_epochs * steps_per_epoch
        self._measure()
        for step in range(num_steps):
            self._step()
            if self.verbose and step % self.print_every == 0:
                print(f"(step {step + 1} / {num_steps}) loss: {self.loss_history[-1]:f}")
            if (step + 1) % steps_per_epoch == 0:
                self._finish_epoch()
        if self.best_params:
            self.model.params = {name: w.copy() for name, w in self.best_params.items()}

    def check_accuracy(self, X, y, num_samples=None, batch_size=100):
        """Share of the samples whose highest score is that of the right class.

        X (N, d_1, ..., d_k), y (N,)
        num_samples    if given and smaller than N, look at so many, drawn at random
        batch_size     samples that go through the model at a time, to save memory

        Returns a number from 0 to 1.
        """
        N = X.shape[0]
        if num_samples is not None and num_samples < N:
            chosen = np.random.choice(N, num_samples)
            X = X[chosen]
            y = y[chosen]
            N = num_samples
        predictions = []
        for start in range(0, N, batch_size):
            scores = self.model.loss(X[start : start + batch_size])
            predictions.append(np.argmax(scores, axis=1))
        return np.mean(np.concatenate(predictions) == y)

    def _step(self):
        """Draw one minibatch and move every parameter once."""
        chosen = np.random.choice(self.X_train.shape[0], self.batch_size)
        loss, grads = self.model.loss(self.X_train[chosen], self.y_train[chosen])
        self.loss_history.append(loss)
        for name, w in self.model.params.items():
            next_w, next_config = self.update_rule(w, grads[name], self.optim_configs[name])
            self.model.params[name] = next_w
            self.optim_configs[name] = next_config

    def _finish_epoch(self):
        """Decay the learning rates, measure the model, save it if asked to."""
        self.epoch += 1
        for config in self.optim_configs.values():
            config["learning_rate"] *= self.lr_decay
        self._measure()
        if self.checkpoint_name is not None:
            self._save_checkpoint()

    def _measure(self):
        """Record the accuracies, and keep the parameters if they are the best so far."""
        train_acc = self.check_accuracy(self.X_train, self.y_train, self.num_train_samples)
        val_acc = self.check_accuracy(self.X_val, self.y_val, self.num_val_samples)
        self.train_acc_history.append(train_acc)
        self.val_acc_history.append(val_acc)
        if self.verbose:
            print(f"(epoch {self.epoch} / {self.num_epochs}) train acc: {train_acc:f}; val acc: {val_acc:f}")
        if val_acc > self.best_val_acc:
            self.best_val_acc = val_acc
            # Copies, because an update rule may change a parameter in place.
            self.best_params = {name: w.copy() for name, w in self.model.params.items()}

    def _save_checkpoint(self):
        """Write parameters and histories as plain arrays, which np.load reads without unpickling anything."""
        path = f"{self.checkpoint_name}_epoch_{self.epoch}.npz"
        np.savez(
            path,
            **self.model.params,
            epoch=self.epoch,
            loss_history=self.loss_history,
            train_acc_history=self.train_acc_history,
            val_acc_history=self.val_acc_history,
        )
        if self.verbose:
            print(f"saved {path}")
