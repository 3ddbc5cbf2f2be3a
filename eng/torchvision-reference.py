#!/usr/bin/python3
"""Computes what torchvision's nets give for weights and images that any program can compute, for the tests of DeepMetric.Models.

Usage: eng/torchvision-reference.py [FOLDER]     (default: tests/DeepMetric.Tests/Models/References; takes about a minute)
Needs Debian's python3-torchvision (0.14.1 with torch 1.13.1) and nothing else.

Element i (row-major, from 0) of the tensor called NAME in the state dict is float32(scale * u(NAME, i) + offset), computed in double, where
  u(NAME, i) = 2 * (z >> 40) / 2^24 - 1                        in [-1, 1)
  z = SplitMix64's output number i for the seed FNV1a64(NAME in UTF-8), that is mix(FNV1a64(NAME) + (i + 1) * 0x9E3779B97F4A7C15)
  mix(z): z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9; z = (z ^ z >> 27) * 0x94D049BB133111EB; z ^ z >> 31      (all modulo 2^64)
and scale, offset are
  matrices and kernels (2 or 4 dimensions)          sqrt(3 * gain / fan-in), 0      gain: 2 for MobileNet, 1 for the others
  running_var and the weights of norms (*.weight)   0.5, 1
  running_mean and everything called *bias          0.1, 0
  class_token, pos_embedding                        0.5, 0
Images are the tensor called "images", [n, 3, size, size], with scale sqrt(3) and offset 0, which gives it variance 1.

Weights are the float32 numbers; the nets then compute in double, so that the numbers written here are torchvision's exact answers.
Outputs are the features that the classifier is given, [n, f]. The training reference runs ResNet-18 in train mode with the loss
sum(outputs * v), v the tensor called "loss", [n, f], scale 1 / (n * f), and writes gradients' norms and first elements, and a running mean.
"""
import json
import math
import os
import sys

import torch
import torchvision
from torchvision.models.vision_transformer import VisionTransformer

BLOCK = 1 << 20


def signed(value):
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def shifted(z, bits):
    """A shift of unsigned numbers: torch has none."""
    return (z >> bits) & ((1 << (64 - bits)) - 1)


def hashed(name, shape, scale, offset=0.0):
    seed = 0xCBF29CE484222325
    for byte in name.encode("utf-8"):
        seed = ((seed ^ byte) * 0x100000001B3) & ((1 << 64) - 1)
    count = math.prod(shape)
    values = torch.empty(count, dtype=torch.float32)
    for start in range(0, count, BLOCK):
        index = torch.arange(start + 1, min(start + BLOCK, count) + 1, dtype=torch.int64)
        z = index * signed(0x9E3779B97F4A7C15) + signed(seed)
        z = (z ^ shifted(z, 30)) * signed(0xBF58476D1CE4E5B9)
        z = (z ^ shifted(z, 27)) * signed(0x94D049BB133111EB)
        z = z ^ shifted(z, 31)
        u = shifted(z, 40).double() * 2.0 ** -23 - 1.0
        values[start:start + len(index)] = (scale * u + offset).float()
    return values.reshape(shape)


def scheme(name, shape, gain):
    if name.endswith(("class_token", "pos_embedding")):
        return 0.5, 0.0
    if name.endswith("running_mean") or name.endswith("bias"):
        return 0.1, 0.0
    if len(shape) == 1:
        return 0.5, 1.0
    return math.sqrt(3.0 * gain / math.prod(shape[1:])), 0.0


def fill(net, gain):
    for name, tensor in net.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            tensor.copy_(hashed(name, tuple(tensor.shape), *scheme(name, tuple(tensor.shape), gain)))
    return net.double()


def images(count, size):
    return hashed("images", (count, 3, size, size), math.sqrt(3.0)).double()


def numbers(tensor):
    return [float("%.9g" % value) for value in tensor.flatten().tolist()]


def write(folder, name, record):
    path = os.path.join(folder, name + ".json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"torchvision": torchvision.__version__, "torch": torch.__version__, **record}, file, separators=(",", ":"))
        file.write("\n")
    print(path, os.path.getsize(path), "bytes")


def without_classifier(net):
    for part in ("fc", "classifier", "heads"):
        if hasattr(net, part):
            setattr(net, part, torch.nn.Identity())
    return net


def evaluate(folder, name, net, gain, count, size):
    net = fill(without_classifier(net), gain).eval()
    with torch.no_grad():
        outputs = net(images(count, size))
    print(name, "outputs: mean %.3g, deviation %.3g, largest %.3g" % (outputs.mean(), outputs.std(), outputs.abs().max()))
    write(folder, name, {"count": count, "size": size, "gain": gain, "outputs": numbers(outputs)})


def train(folder, count, size):
    net = fill(without_classifier(torchvision.models.resnet18()), 1).train()
    outputs = net(images(count, size))
    loss = (outputs * hashed("loss", tuple(outputs.shape), 1.0 / outputs.numel()).double()).sum()
    loss.backward()
    parameters = dict(net.named_parameters())
    gradients = {}
    for name in ("conv1.weight", "bn1.weight", "layer1.0.conv2.weight", "layer2.0.downsample.0.weight", "layer3.1.bn2.bias", "layer4.1.conv2.weight"):
        gradient = parameters[name].grad
        gradients[name] = {"norm": gradient.norm().item(), "first": numbers(gradient.flatten()[:8])}
    write(folder, "resnet18-train", {
        "count": count, "size": size, "gain": 1, "outputs": numbers(outputs), "loss": loss.item(), "gradients": gradients,
        "runningMean": numbers(net.layer4[1].bn2.running_mean)})


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(here), "tests/DeepMetric.Tests/Models/References")
    os.makedirs(folder, exist_ok=True)
    models = torchvision.models
    evaluate(folder, "resnet18", models.resnet18(), 1, 2, 64)
    evaluate(folder, "resnet34", models.resnet34(), 1, 2, 64)
    evaluate(folder, "resnet50", models.resnet50(), 1, 1, 64)
    evaluate(folder, "mobilenetv3-small", models.mobilenet_v3_small(), 2, 2, 64)
    evaluate(folder, "vit-b32", models.vit_b_32(image_size=96), 1, 2, 96)
    evaluate(folder, "vit-s16", VisionTransformer(64, 16, 12, 6, 384, 1536), 1, 2, 64)
    train(folder, 4, 64)


if __name__ == "__main__":
    main()
