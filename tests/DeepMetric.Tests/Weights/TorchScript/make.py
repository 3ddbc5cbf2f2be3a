"""Writes tiny.pt: a scripted net with batch normalisation and dropout, for images [n, 1, 8, 8]. Run with PyTorch 1.13 or later: python3 make.py"""
import torch
from torch import nn

torch.manual_seed(1)


class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, stride=2)
        self.bn = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        x = torch.relu(self.bn(self.conv(x)))
        return self.fc(self.drop(x.mean([2, 3])))


net = Tiny()
net.eval()
torch.jit.script(net).save("tiny.pt")
x = torch.arange(2 * 64, dtype=torch.float32).reshape(2, 1, 8, 8) / 128
print([[round(v, 7) for v in row] for row in net(x).tolist()])
