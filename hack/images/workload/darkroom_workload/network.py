"""A classifier with one hidden layer, trained by gradient descent."""

import numpy as np


class Network:
    """`hidden` rectified units between the pixels and a softmax over the classes."""

    def __init__(self, inputs: int, hidden: int, classes: int, random: np.random.Generator):
        # He initialisation keeps the variance of the activations the same through rectified layers.
        self.parameters = {
            "w1": random.normal(0, np.sqrt(2 / inputs), (inputs, hidden)),
            "b1": np.zeros(hidden),
            "w2": random.normal(0, np.sqrt(2 / hidden), (hidden, classes)),
            "b2": np.zeros(classes),
        }

    def train_batch(self, images: np.ndarray, labels: np.ndarray, learning_rate: float) -> float:
        """One step of gradient descent; returns the batch's mean cross-entropy before the step."""
        p = self.parameters
        hidden = np.maximum(images @ p["w1"] + p["b1"], 0)
        probabilities = _softmax(hidden @ p["w2"] + p["b2"])
        rows = np.arange(len(labels))
        loss = -np.log(probabilities[rows, labels] + 1e-12).mean()

        output_error = probabilities
        output_error[rows, labels] -= 1
        output_error /= len(labels)
        hidden_error = (output_error @ p["w2"].T) * (hidden > 0)
        gradients = {
            "w1": images.T @ hidden_error,
            "b1": hidden_error.sum(axis=0),
            "w2": hidden.T @ output_error,
            "b2": output_error.sum(axis=0),
        }
        for name, gradient in gradients.items():
            p[name] -= learning_rate * gradient
        return float(loss)

    def accuracy(self, images: np.ndarray, labels: np.ndarray) -> float:
        p = self.parameters
        scores = np.maximum(images @ p["w1"] + p["b1"], 0) @ p["w2"] + p["b2"]
        return float((scores.argmax(axis=1) == labels).mean())


def _softmax(scores: np.ndarray) -> np.ndarray:
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
