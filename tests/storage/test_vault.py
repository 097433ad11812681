"""What platforms keep: encrypted where it lies, and only readable in its own place."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.ports import Unavailable
from storage.prepared import Prepared
from storage.store import Store
from storage.vault import VAULT, KeptVault

SECRET = "a long and random text"


async def rows(store: Store) -> list[tuple[str, ...]]:
    return await store.read(
        lambda tx: tx.rows(Prepared(sa.select(VAULT.c.space, VAULT.c.key, VAULT.c.value)))
    )


async def test_what_was_put_is_found_again_and_can_be_forgotten(store: Store) -> None:
    vault = KeptVault(store, SECRET)
    assert await vault.get("slack", "T1") is None
    await vault.put("slack", "T1", "xoxb-1 é")
    await vault.put("slack", "T1", "xoxb-2 é")
    await vault.put("slack", "T2", "xoxb-3")
    await vault.put("discord", "T1", "other")
    assert await vault.get("slack", "T1") == "xoxb-2 é"
    assert await vault.all("slack") == {"T1": "xoxb-2 é", "T2": "xoxb-3"}
    await vault.drop("slack", "T1")
    await vault.drop("slack", "T9")
    assert await vault.all("slack") == {"T2": "xoxb-3"}


async def test_nothing_secret_stands_in_the_database(store: Store) -> None:
    await KeptVault(store, SECRET).put("slack", "T1", "xoxb-1")
    ((_, _, value),) = await rows(store)
    assert "xoxb" not in value
    # Another process with the same key reads it.
    assert await KeptVault(store, SECRET).get("slack", "T1") == "xoxb-1"


async def test_another_key_reads_nothing(store: Store) -> None:
    await KeptVault(store, SECRET).put("slack", "T1", "xoxb-1")
    with pytest.raises(Unavailable, match="CONVENOR_SECRET_KEY"):
        await KeptVault(store, "another").get("slack", "T1")


async def test_a_row_means_nothing_in_another_place(store: Store) -> None:
    vault = KeptVault(store, SECRET)
    await vault.put("slack", "T1", "xoxb-1")
    moved = Prepared(sa.update(VAULT).values(key="T2"))
    await store.write(lambda tx: tx.write(moved))
    with pytest.raises(Unavailable, match="does not stand where it was put"):
        await vault.get("slack", "T2")


async def test_without_a_key_only_what_is_no_secret_is_kept(store: Store) -> None:
    vault = KeptVault(store, None)
    with pytest.raises(Unavailable, match="Set CONVENOR_SECRET_KEY"):
        await vault.put("slack", "T1", "xoxb-1")
    await vault.put("plain.discord", "commands", "abc")
    assert await vault.get("plain.discord", "commands") == "abc"
    assert await rows(store) == [("plain.discord", "commands", "abc")]
