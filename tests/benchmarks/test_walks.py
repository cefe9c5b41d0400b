"""The tracer on a few lines whose calls can be counted by hand, and one run of the whole."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from benchmarks.walks import Tracer, Walk, read_rooms, room_of

ROOT = Path(__file__).parents[2]
SOURCE = {
    "shop/till.py": """
from contextlib import contextmanager

def pay(price, coins):
    total = sum(coin(one) for one in coins)
    with drawer() as open_drawer:
        open_drawer.extend(coins)
    return [price(one) for one in coins] and total

def coin(one):
    return one

@contextmanager
def drawer():
    yield []
""",
    "shop/goods/apples.py": """
def price(one):
    return tax(one)

def tax(one):
    return one
""",
    "bank/vault.py": """
def audit(pay, price):
    return pay(lambda one: price(one), [1, 2, 3])
""",
}


@pytest.fixture
def modules(tmp_path: Path) -> dict[str, ModuleType]:
    found = {}
    for name, text in SOURCE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        found[path.stem] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found[path.stem])
    return found


@pytest.fixture
def walk(tmp_path: Path, modules: dict[str, ModuleType]) -> Walk:
    with Tracer(tmp_path, ["shop", "bank"]).trace("paying") as walk:
        modules["vault"].audit(modules["till"].pay, modules["apples"].price)
    return walk


def test_a_walk_counts_functions_files_and_crossings(walk: Walk) -> None:
    # audit, pay, coin, drawer, price, tax in 3 files; 1 + 1 + 3 + 1 + 3 + 3 calls, and 3 of the lambda of audit;
    # a generator that goes on, and the comprehensions of pay, are none. Between packages: audit -> pay once,
    # pay -> audit and audit -> price three times each; no other call enters a room.
    assert walk.figures(room_of()) == (6, 3, 15, 3, 7, 3, 7)
    assert walk.pairs(room_of()) == [("bank", "shop/goods", 1, 3), ("shop", "bank", 1, 3), ("bank", "shop", 1, 1)]


def test_an_outline_has_each_function_below_its_first_caller(walk: Walk) -> None:
    assert walk.outline(room_of()) == [
        "→ bank: audit  bank/vault.py:2 ×4",
        "  → shop: pay  shop/till.py:4",
        "    coin  shop/till.py:10 ×3",
        "    drawer  shop/till.py:13",
        "  → shop/goods: price  shop/goods/apples.py:2 ×3",
        "    tax  shop/goods/apples.py:5 ×3",
    ]


def test_files_count_for_the_rooms_they_move_to(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "rooms.txt"
    file.write_text("shop.till -> shop.counter.till\nbank -> shop.goods\n")
    # The vault joins the apples: audit -> price crosses no more. A package is counted as it lies.
    assert walk.figures(room_of(read_rooms(file))) == (6, 3, 15, 3, 7, 2, 4)


def test_all_walks_are_walked() -> None:
    size = ["--members", "40", "--clubs", "12", "--activities", "60"]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.walks", "--outline", *size],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    like, page = done.stdout.split("\n## ")[1:3]
    assert " like  teenplay/activities/participation.py:" in like
    assert ": record  moim_django/services/" in like
    assert ": Recommender.recommend  moim/recommender.py:" in page
