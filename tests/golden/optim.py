#!/usr/bin/env python3
"""Writes optim.json: what PyTorch's optimisers, clipping and schedules give, for test-optim.c.

    /usr/bin/python3 tests/golden/optim.py > tests/golden/optim.json     (needs torch; made with 1.13)

Each case is named by the text that the program takes for the same thing. The problem is 17 numbers in
two parameters, a (3, 4) and b (5), p[i] starting at sin(i + 1), with the gradient
(0.1 + 0.05 i) (p[i] - cos(i)) + 0.3 sin(0.7 t + i) at step t from 1.
"""
import json
import math

import torch
from torch.optim import lr_scheduler as S

OPTIMIZERS = {
    "sgd:lr=0.05": (torch.optim.SGD, dict(lr=0.05)),
    "sgd:lr=0.05:momentum=0.9": (torch.optim.SGD, dict(lr=0.05, momentum=0.9)),
    "sgd:lr=0.05:momentum=0.9:dampening=0.3:weight_decay=0.01":
        (torch.optim.SGD, dict(lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.01)),
    "sgd:lr=0.02:momentum=0.8:nesterov=true:weight_decay=0.001":
        (torch.optim.SGD, dict(lr=0.02, momentum=0.8, nesterov=True, weight_decay=0.001)),
    "adam": (torch.optim.Adam, dict()),
    "adam:lr=0.02:betas=0.8,0.95:eps=0.001:weight_decay=0.01":
        (torch.optim.Adam, dict(lr=0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.01)),
    "adam:lr=0.02:amsgrad=true": (torch.optim.Adam, dict(lr=0.02, amsgrad=True)),
    "adamw:lr=0.02": (torch.optim.AdamW, dict(lr=0.02)),
    "adamw:lr=0.02:weight_decay=0.1:amsgrad=true":
        (torch.optim.AdamW, dict(lr=0.02, weight_decay=0.1, amsgrad=True)),
    "rmsprop:lr=0.01": (torch.optim.RMSprop, dict(lr=0.01)),
    "rmsprop:lr=0.01:alpha=0.9:momentum=0.5:weight_decay=0.01":
        (torch.optim.RMSprop, dict(lr=0.01, alpha=0.9, momentum=0.5, weight_decay=0.01)),
    "rmsprop:lr=0.01:centered=true": (torch.optim.RMSprop, dict(lr=0.01, centered=True)),
    "rmsprop:lr=0.01:centered=true:momentum=0.9:eps=0.0001":
        (torch.optim.RMSprop, dict(lr=0.01, centered=True, momentum=0.9, eps=1e-4)),
    "adagrad:lr=0.1": (torch.optim.Adagrad, dict(lr=0.1)),
    "adagrad:lr=0.1:lr_decay=0.05:weight_decay=0.01:initial_accumulator_value=0.2":
        (torch.optim.Adagrad, dict(lr=0.1, lr_decay=0.05, weight_decay=0.01,
                                   initial_accumulator_value=0.2)),
}

STEPS = [1, 2, 10, 100]


def train(make, dtype, groups=None, clip=None):
    i = torch.arange(17, dtype=dtype)
    flat = torch.sin(i + 1)
    params = [flat[:12].clone().view(3, 4), flat[12:].clone()]
    optimizer = make(params if groups is None else groups(params))
    record = []
    for t in range(1, 101):
        p = torch.cat([x.view(-1) for x in params])
        g = (0.1 + 0.05 * i) * (p - torch.cos(i)) + 0.3 * torch.sin(0.7 * t + i)
        params[0].grad, params[1].grad = g[:12].clone().view(3, 4), g[12:].clone()
        if groups is not None:
            trained = {id(x) for group in optimizer.param_groups for x in group["params"]}
            for x in params:
                if id(x) not in trained:
                    x.grad = None
        if clip:
            clip(params)
        optimizer.step()
        if t in STEPS:
            record.append(torch.cat([x.view(-1) for x in params]).tolist())
    return record


def both(make, **more):
    return {"float64": train(make, torch.float64, **more), "float32": train(make, torch.float32, **more)}


optimizers = [dict(name=name, **both(lambda p: kind(p, **options)))
              for name, (kind, options) in OPTIMIZERS.items()]
adam = lambda p: torch.optim.Adam(p, lr=0.02)
optimizers += [
    dict(name="adam:lr=0.02", frozen="a", **both(adam, groups=lambda p: [p[1]])),
    dict(name="adam:lr=0.02", rate_b=0.25,
         **both(adam, groups=lambda p: [dict(params=[p[0]]), dict(params=[p[1]], lr=0.005)])),
    dict(name="sgd:lr=0.05:momentum=0.9", clip_norm=0.7,
         **both(lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
                clip=lambda p: torch.nn.utils.clip_grad_norm_(p, 0.7))),
    dict(name="sgd:lr=0.05", clip_value=0.2,
         **both(lambda p: torch.optim.SGD(p, lr=0.05),
                clip=lambda p: torch.nn.utils.clip_grad_value_(p, 0.2))),
]

# --- schedules: the rate (and where it moves, the momentum) for t = 0 ... 59 ---------------------

LENGTH = 60


def warm(optimizer, schedule, n, start):
    return S.ChainedScheduler([S.LinearLR(optimizer, start_factor=start, total_iters=n), schedule])


SCHEDULES = {
    "constant": lambda o: S.ConstantLR(o, factor=1, total_iters=1),
    "step:step_size=7:gamma=0.5": lambda o: S.StepLR(o, 7, 0.5),
    "multi_step:milestones=30,5,12:gamma=0.2": lambda o: S.MultiStepLR(o, [30, 5, 12], 0.2),
    "exponential:gamma=0.93": lambda o: S.ExponentialLR(o, 0.93),
    "cosine": lambda o: S.CosineAnnealingLR(o, LENGTH),
    "cosine:T_max=25:eta_min=0.001": lambda o: S.CosineAnnealingLR(o, 25, 0.001),
    "linear:start_factor=0.25:end_factor=0.75:total_iters=20":
        lambda o: S.LinearLR(o, 0.25, 0.75, 20),
    "one_cycle": lambda o: S.OneCycleLR(o, 0.1, total_steps=LENGTH),
    "one_cycle:max_lr=0.5:pct_start=0.2:anneal_strategy=linear:div_factor=10:final_div_factor=100:"
    "base_momentum=0.8:max_momentum=0.9":
        lambda o: S.OneCycleLR(o, 0.5, total_steps=LENGTH, pct_start=0.2, anneal_strategy="linear",
                               div_factor=10, final_div_factor=100, base_momentum=0.8, max_momentum=0.9),
    "one_cycle:three_phase=true": lambda o: S.OneCycleLR(o, 0.1, total_steps=LENGTH, three_phase=True),
    "step:step_size=7:gamma=0.5:warmup=10:warmup_start_factor=0.1":
        lambda o: warm(o, S.StepLR(o, 7, 0.5), 10, 0.1),
    "cosine:warmup=12": lambda o: warm(o, S.CosineAnnealingLR(o, LENGTH), 12, 1 / 3),
}

PLATEAUS = {
    "plateau:patience=3": dict(patience=3),
    "plateau:patience=2:factor=0.5:cooldown=4:threshold=0.01:threshold_mode=abs:min_lr=0.02":
        dict(patience=2, factor=0.5, cooldown=4, threshold=0.01, threshold_mode="abs", min_lr=0.02),
    "plateau:mode=max:patience=4:factor=0.7": dict(mode="max", patience=4, factor=0.7),
}


def metric(t):
    return math.exp(-t / 8) + 0.2 + 0.05 * math.sin(1.3 * t)


schedules = []
for name, make in SCHEDULES.items():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.5)
    schedule = make(optimizer)
    rates, momenta = [], []
    for t in range(LENGTH):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        schedule.step() if t < LENGTH - 1 else None
    schedules.append(dict(name=name, rates=rates, momenta=momenta))
for name, options in PLATEAUS.items():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule = S.ReduceLROnPlateau(optimizer, **options)
    rates = []
    for t in range(LENGTH):
        rates.append(optimizer.param_groups[0]["lr"])
        schedule.step(metric(t))
    schedules.append(dict(name=name, rates=rates))

print(json.dumps(dict(torch=torch.__version__, steps=STEPS, optimizers=optimizers, schedules=schedules),
                 indent=0))
