#!/usr/bin/env python3
"""Runs the peers' side of a comparison: PyTorch Metric Learning, PyTorch, faiss and NumPy.

It is started and steered by `DeepMetric.Benchmarks peers`, one JSON object a line each way:
{"prepare": CASE, "folder": INPUTS} is answered by {"ready": true} or {"skipped": WHY}; {"run": true} by {"ms": TIME}.
The inputs are files of raw numbers that our side wrote, so that both sides compute from the same ones.
"""
import json
import os
import sys
import time

import numpy as np
import torch

THREADS = int(os.environ["PEER_THREADS"])
torch.set_num_threads(THREADS)

from pytorch_metric_learning import losses, miners  # noqa: E402
from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator  # noqa: E402

LARGEST_MATRIX = 8e9  # bytes; more than this and the machine swaps or kills the process


def rows(folder, name, columns):
    return np.fromfile(os.path.join(folder, name + ".f32"), dtype=np.float32).reshape(-1, columns)


def labels_of(folder):
    return np.fromfile(os.path.join(folder, "labels.i64"), dtype=np.int64)


def loss_case(kind, folder):
    x = torch.from_numpy(rows(folder, "embeddings", 128)).requires_grad_()
    y = torch.from_numpy(labels_of(folder))
    miner = None
    if kind == "triplet-all":
        loss = losses.TripletMarginLoss(margin=0.2)
    elif kind == "semihard":
        loss, miner = losses.TripletMarginLoss(margin=0.2), miners.TripletMarginMiner(margin=0.2, type_of_triplets="semihard")
    elif kind == "batch-hard":
        loss, miner = losses.TripletMarginLoss(margin=0.2), miners.BatchHardMiner()
    elif kind == "contrastive":
        loss = losses.ContrastiveLoss()
    elif kind == "multi-similarity":
        loss, miner = losses.MultiSimilarityLoss(), miners.MultiSimilarityMiner()
    elif kind == "supcon":
        loss = losses.SupConLoss()
    elif kind == "circle":
        loss = losses.CircleLoss()
    elif kind == "ntxent":
        loss = losses.NTXentLoss()
        _, counts = np.unique(y.numpy(), return_counts=True)
        positives = int((counts * (counts - 1)).sum())
        needed = positives * (len(y) ** 2 - len(y) - positives) * 4
        if needed > LARGEST_MATRIX:
            raise MemoryError(f"it would build a matrix of {needed / 1e9:.0f} GB")
    else:
        raise KeyError(kind)

    if kind == "triplet-all":
        _, counts = np.unique(y.numpy(), return_counts=True)
        needed = int((counts * (counts - 1) * (len(y) - counts)).sum()) * 8 * 3
        if needed > 3 * LARGEST_MATRIX:
            raise MemoryError(f"it would list triplets of {needed / 1e9:.0f} GB")

    def step():
        x.grad = None
        value = loss(x, y, miner(x, y)) if miner else loss(x, y)
        value.backward()

    return step


def metrics_case(folder):
    x, y = torch.from_numpy(rows(folder, "embeddings", 128)), torch.from_numpy(labels_of(folder))
    calculator = AccuracyCalculator(include=("precision_at_1", "r_precision", "mean_average_precision_at_r"), k="max_bin_count")
    return lambda: calculator.get_accuracy(x, y)


def knn_case(k, folder):
    import faiss

    faiss.omp_set_num_threads(THREADS)
    queries, reference = rows(folder, "queries", 128), rows(folder, "reference", 128)
    index = faiss.IndexFlatL2(128)
    index.add(reference)
    return lambda: index.search(queries, k)


def product_case(folder):
    """All products of queries and reference, a block of queries at a time into one buffer: the rate of the best matrix product."""
    queries, reference = rows(folder, "queries", 128), np.ascontiguousarray(rows(folder, "reference", 128).T)
    block = 1000
    out = np.empty((block, reference.shape[1]), dtype=np.float32)

    def product():
        for first in range(0, len(queries), block):
            part = queries[first:first + block]
            np.dot(part, reference, out=out[:len(part)])

    return product


class Residual(torch.nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        nn = torch.nn
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.shortcut = nn.Identity() if stride == 1 and inputs == outputs else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def conv_net():
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 49, 128), nn.ReLU(), nn.Linear(128, 64))


def resnet20():
    nn = torch.nn
    layers, width = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()], 16
    for outputs, stride in [(16, 1)] * 3 + [(32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1)]:
        layers.append(Residual(width, outputs, stride))
        width = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 128))


def train_case(net, batch, kind, folder):
    torch.manual_seed(0)
    shape, model = ((1, 28, 28), conv_net()) if net == "convnet28" else ((3, 32, 32), resnet20())
    images = torch.from_numpy(rows(folder, "images", int(np.prod(shape))).reshape(-1, batch, *shape))
    labels = torch.from_numpy(labels_of(folder)).reshape(-1, batch)
    loss = losses.ContrastiveLoss() if kind == "contrastive" else losses.TripletMarginLoss(margin=0.2)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def epoch():
        for x, y in zip(images, labels):
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()

    return epoch


def prepare(case, folder):
    parts = case.split("/")
    if parts[0] == "loss":
        return loss_case(parts[1], folder)
    if parts[0] == "metrics":
        return metrics_case(folder)
    if parts[0] == "knn":
        return knn_case(int(parts[-1][1:]), folder)
    if parts[0] == "product":
        return product_case(folder)
    if parts[0] == "train":
        return train_case(parts[1], int(parts[3][1:].split("x")[0]), parts[2], folder)
    raise KeyError(case)


def versions():
    import faiss
    import pytorch_metric_learning

    return {"Python": sys.version.split()[0], "PyTorch": torch.__version__, "PyTorch Metric Learning": pytorch_metric_learning.__version__,
            "faiss": faiss.__version__, "NumPy": np.__version__}


def main():
    work = None
    print(json.dumps({"versions": versions()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "prepare" in request:
            work = None
            try:
                work = prepare(request["prepare"], request["folder"])
                answer = {"ready": True}
            except MemoryError as reason:
                answer = {"skipped": str(reason)}
        else:
            start = time.perf_counter()
            work()
            answer = {"ms": (time.perf_counter() - start) * 1e3}
        print(json.dumps(answer), flush=True)


main()
