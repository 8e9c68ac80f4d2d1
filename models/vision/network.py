"""The students: a finder (of hands, or of people), a landmark net, and a gesture head.

All see luma; batch norm so that it folds away, ReLU so that 8 bits are enough.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

KEYPOINTS = 21
HEAT = 16  # cells a side of its heatmaps
FINGERS = 5
TOLD = FINGERS + 3


def conv(ins: int, outs: int, kernel: int = 1, stride: int = 1, *, groups: int = 1) -> nn.Sequential:
    """Convolution, batch norm, ReLU."""
    return nn.Sequential(
        nn.Conv2d(ins, outs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outs),
        nn.ReLU(inplace=True),
    )


class Block(nn.Module):
    """Inverted residual (MobileNetV2): expand, depthwise, project; added to its input where it fits."""

    def __init__(self, ins: int, outs: int, stride: int = 1, expand: int = 3, kernel: int = 3) -> None:
        super().__init__()
        wide = ins * expand
        self.body = nn.Sequential(
            conv(ins, wide),
            conv(wide, wide, kernel, stride, groups=wide),
            nn.Conv2d(wide, outs, 1, bias=False),
            nn.BatchNorm2d(outs),
        )
        self.same = stride == 1 and ins == outs

    def forward(self, x: Tensor) -> Tensor:
        """[batch, ins, h, w] to [batch, outs, h / stride, w / stride]."""
        out: Tensor = self.body(x)
        return x + out if self.same else out


class Finder(nn.Module):
    """Where things of one kind are: an anchor-free detector with one level (as FCOS, CenterNet).

    In: luma [batch, 1, h, w], 0-1 less .5; h and w multiples of 32. Out: [batch, 5, h / 8, w / 8]:
    a logit that the cell is in the middle of one, and the distances from the cell's centre to the
    box's left, top, right and bottom, in cells.
    """

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        w = width
        self.stem = nn.Sequential(conv(1, 16, 3, 2), conv(16, 16, 3, 2, groups=16), conv(16, w))
        self.down8 = nn.Sequential(Block(w, w, expand=2), Block(w, 2 * w, 2), Block(2 * w, 2 * w, expand=2))
        self.down16 = nn.Sequential(Block(2 * w, 3 * w, 2), *[Block(3 * w, 3 * w) for _ in range(2)])
        self.down32 = nn.Sequential(
            Block(3 * w, 4 * w, 2), *[Block(4 * w, 4 * w, kernel=5) for _ in range(2)]
        )
        self.lateral8, self.lateral16 = conv(2 * w, 2 * w), conv(3 * w, 2 * w)
        self.lateral32 = conv(4 * w, 2 * w)
        self.merge16 = Block(2 * w, 2 * w, expand=2)
        self.merge8 = Block(2 * w, 2 * w, expand=2, kernel=5)
        self.head = nn.Sequential(conv(2 * w, 2 * w, 3, groups=2 * w), conv(2 * w, 2 * w))
        self.score, self.sides = nn.Conv2d(2 * w, 1, 1), nn.Conv2d(2 * w, 4, 1)
        nn.init.constant_(self.score.bias, -4.0)  # type: ignore[arg-type]  # rare things: begin with none
        nn.init.constant_(self.sides.bias, 1.0)  # type: ignore[arg-type]

    def forward(self, luma: Tensor) -> Tensor:
        """See the class."""
        at8 = self.down8(self.stem(luma))
        at16 = self.down16(at8)
        at32 = self.lateral32(self.down32(at16))
        at16 = self.merge16(self.lateral16(at16) + functional.interpolate(at32, scale_factor=2.0))
        at8 = self.merge8(self.lateral8(at8) + functional.interpolate(at16, scale_factor=2.0))
        features = self.head(at8)
        return torch.cat((self.score(features), functional.relu(self.sides(features))), dim=1)


class LandmarkNet(nn.Module):
    """Keypoints of the hand in a square crop.

    In: luma [batch, 1, 64, 64], each crop less its mean, by its spread. Out: heatmap logits
    [batch, 21, 16, 16], and [batch, 8]: logits that a hand is there, that thumb, index, middle, ring
    and little finger are stretched, that it is held before a mouth, and that an open one shows its palm.
    """

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        w = width
        self.stem = nn.Sequential(conv(1, 16, 3, 2), conv(16, 16, 3, groups=16), conv(16, w))  # 32
        self.down4 = nn.Sequential(
            Block(w, 2 * w, 2), *[Block(2 * w, 2 * w, expand=2) for _ in range(2)]
        )  # 16
        self.down8 = nn.Sequential(Block(2 * w, 3 * w, 2), *[Block(3 * w, 3 * w) for _ in range(2)])  # 8
        self.down16 = nn.Sequential(Block(3 * w, 4 * w, 2), *[Block(4 * w, 4 * w) for _ in range(3)])  # 4
        self.lateral4, self.lateral8 = conv(2 * w, 2 * w), conv(3 * w, 2 * w)
        self.lateral16 = conv(4 * w, 2 * w)
        self.merge8, self.merge4 = Block(2 * w, 2 * w, kernel=5), Block(2 * w, 2 * w, expand=2)
        self.heat = nn.Conv2d(2 * w, KEYPOINTS, 1)
        self.told = nn.Sequential(nn.Linear(4 * w, 2 * w), nn.ReLU(), nn.Linear(2 * w, TOLD))

    def forward(self, crop: Tensor) -> tuple[Tensor, Tensor]:
        """See the class."""
        at4 = self.down4(self.stem(crop))
        at8 = self.down8(at4)
        at16 = self.down16(at8)
        told = self.told(at16.mean(dim=(2, 3)))
        at8 = self.merge8(self.lateral8(at8) + functional.interpolate(self.lateral16(at16), scale_factor=2.0))
        at4 = self.merge4(self.lateral4(at4) + functional.interpolate(at8, scale_factor=2.0))
        return self.heat(at4), told


def soft_argmax(heat: Tensor) -> Tensor:
    """Heatmap logits [batch, 21, 16, 16] to keypoints [batch, 21, 2], 0-1 of the crop's side.

    The mean place under softmax (integral regression, Sun et al. 2018), on a grid that reaches
    a cell beyond the edge.
    """
    share = heat.flatten(2).softmax(dim=2).view_as(heat)
    grid = (torch.arange(HEAT, device=heat.device, dtype=heat.dtype) + 0.5) / HEAT
    grid = 0.5 + (grid - 0.5) * (HEAT + 2) / HEAT
    x = (share.sum(dim=2) * grid).sum(dim=2)
    y = (share.sum(dim=3) * grid).sum(dim=2)
    return torch.stack((x, y), dim=2)


class GestureHead(nn.Module):
    """[batch, features] (see `assistant.seeing.gestures.features`) to logits [batch, gestures]."""

    def __init__(self, features: int, gestures: int, width: int = 64) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(features, width),
            nn.ReLU(),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, gestures),
        )

    def forward(self, x: Tensor) -> Tensor:
        """See the class."""
        out: Tensor = self.body(x)
        return out


def parameters(net: nn.Module) -> int:
    """How many numbers it learns."""
    return sum(p.numel() for p in net.parameters())
