"""What each student learns, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.training import Task
from models.vision.batches import Hands
from models.vision.crops import UNKNOWN
from models.vision.finding import HandTask, PeopleTask
from models.vision.network import HEAT, TOLD, LandmarkNet, soft_argmax
from models.vision.packs import Pack

DEV_HANDS = 2000  # looked at while training
SPREAD = 0.7  # cells; how sharp a keypoint's heat shall be


class LandmarkTask:
    """Keypoints by the teacher, fingers and mouths by people's labels where there are any."""

    def __init__(self, packs: Sequence[Pack], width: int = 20) -> None:
        self._train, self._dev = Hands(packs, "train"), Hands(packs, "dev")
        self._width = width

    def network(self) -> nn.Module:
        """See `Task`."""
        return LandmarkNet(self._width)

    def batch(self, size: int, rng: np.random.Generator) -> tuple[Tensor, ...]:
        """Crops, points, told."""
        batch = self._train.batch(size, rng)
        return torch.from_numpy(batch.luma), torch.from_numpy(batch.points), torch.from_numpy(batch.told)

    def loss(self, net: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        """Distance of the mean place, shape of the heat, and the yes-or-no outputs."""
        luma, points, told = batch
        heat, said = net(luma)
        # What is beyond the edge is drawn to it, so that a second reading, about what was read, is nearer.
        seen = ((points > -0.4) & (points < 1.4)).all(dim=2)  # NaN compares false
        points = points.clamp(-0.05, 1.05)
        place = functional.smooth_l1_loss(soft_argmax(heat)[seen], points[seen], beta=0.02)
        shape = functional.kl_div(
            heat.flatten(2).log_softmax(dim=2)[seen], _heat_of(points[seen]), reduction="batchmean"
        )
        known = told != UNKNOWN
        yes = functional.binary_cross_entropy_with_logits(said[known], told[known])
        return 20.0 * place + 0.3 * shape + yes

    @torch.no_grad()
    def look(self, net: nn.Module, device: torch.device) -> dict[str, float]:
        """Mean distance in shares of the hand's span, and shares of yes-or-no outputs that are right."""
        errors, right, count = [], torch.zeros(TOLD), torch.zeros(TOLD)
        for batch in self._dev.all(200, DEV_HANDS):
            heat, said = net(torch.from_numpy(batch.luma).to(device))
            points, told = torch.from_numpy(batch.points), torch.from_numpy(batch.told)
            span = (points.amax(dim=1) - points.amin(dim=1)).amax(dim=1)
            distance = (soft_argmax(heat).cpu() - points).norm(dim=2).mean(dim=1) / span
            errors.append(distance[~distance.isnan()])
            known = told != UNKNOWN
            right += (((said.cpu() > 0) == (told > 0.5)) & known).sum(dim=0)
            count += known.sum(dim=0)
        names = ("hand", "thumb", "index", "middle", "ring", "little", "mouth", "palm")
        shares = (right / count.clamp(min=1)).tolist()
        return {"error": round(float(torch.cat(errors).mean()), 4)} | {
            name: round(share, 4) for name, share in zip(names, shares, strict=True)
        }


def _heat_of(points: Tensor) -> Tensor:
    """Gaussian heat [n, 256] around points [n, 2]."""
    grid = 0.5 + ((torch.arange(HEAT, device=points.device) + 0.5) / HEAT - 0.5) * (HEAT + 2) / HEAT
    cell = (HEAT + 2) / HEAT / HEAT
    x = -((grid[None, :] - points[:, :1]) ** 2) / (2 * (SPREAD * cell) ** 2)
    y = -((grid[None, :] - points[:, 1:]) ** 2) / (2 * (SPREAD * cell) ** 2)
    return (y[:, :, None] + x[:, None, :]).flatten(1).softmax(dim=1)


TASKS: dict[str, Callable[[Sequence[Pack]], Task]] = {
    "landmarks": LandmarkTask, "hands": HandTask, "people": PeopleTask,
}  # fmt: skip
