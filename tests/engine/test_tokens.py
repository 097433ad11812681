"""What a button carries, and addresses: packed and unpacked exactly, and garbage is told from ours."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.addresses import AccountRef, ChannelRef, MessageRef, UserGroupRef
from bot.secrets import new_key
from bot.token import MOST, TokenTooLong, pack, unpack

path = st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=3).map(" ".join)
name = st.from_regex(r"[a-z_]{1,10}", fullmatch=True)
text = st.text("~=%. @aé1", max_size=10) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)


@given(path, st.dictionaries(name, text, max_size=4))
@example("poll vote", {"choice": "yes~and=no%7E."})
def test_a_token_comes_back_exactly_or_is_refused_when_it_is_made(path: str, values: dict[str, str]) -> None:
    try:
        token = pack(path, values.items())
    except TokenTooLong:
        assume(False)
    assert len(token) <= MOST
    assert token.isascii()
    assert token.isprintable()
    assert unpack(token) == (path, values)


def test_a_button_that_is_too_long_is_found_when_it_is_made() -> None:
    with pytest.raises(TokenTooLong):
        pack("poll vote", [("choice", "x" * MOST)])


def test_a_vote_fits() -> None:
    token = pack("poll vote", [("group", "2147483647"), ("poll", new_key()), ("choice", "abstain")])
    assert len(token) <= MOST


@given(st.text(max_size=120))
def test_garbage_raises_value_error_and_nothing_else(token: str) -> None:
    with contextlib.suppress(ValueError):
        unpack(token)


@given(st.text(st.sampled_from("1~=%.abcdefAF09 \x00é"), max_size=20).map(lambda rest: f"1~{rest}"))
def test_garbage_that_looks_like_ours_raises_value_error_and_nothing_else(token: str) -> None:
    with contextlib.suppress(ValueError):
        unpack(token)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "1",
        "1~",
        "2~poll.vote~poll=x",
        "poll.vote~poll=x",
        "1~poll.vote~poll",
        "1~poll.vote~=x",
        "1~poll.vote~a-b=x",
        "1~poll.vote~poll=%ff",
        "1~poll.vote~poll=1~poll=2",
        "1~" + "x" * MOST,
    ],
)
def test_what_we_did_not_write_is_not_a_token(token: str) -> None:
    with pytest.raises(ValueError, match=r"token|decode"):
        unpack(token)


# Addresses

platform = st.from_regex(r"[a-z]{1,10}", fullmatch=True)
part = st.text("/#%:@~ aé", max_size=6) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
channels = st.builds(ChannelRef, platform, part, part, part)


@given(st.builds(AccountRef, platform, part, part))
def test_an_account_is_its_string(account: AccountRef) -> None:
    assert AccountRef.parse(str(account)) == account


@given(st.builds(UserGroupRef, platform, part, part))
def test_a_user_group_is_its_string(user_group: UserGroupRef) -> None:
    assert UserGroupRef.parse(str(user_group)) == user_group


@given(channels)
def test_a_channel_is_its_string(channel: ChannelRef) -> None:
    assert ChannelRef.parse(str(channel)) == channel


@given(st.builds(MessageRef, channels, part))
def test_a_message_is_its_string(message: MessageRef) -> None:
    assert MessageRef.parse(str(message)) == message


@given(channels, channels)
def test_no_two_channels_share_a_string(one: ChannelRef, other: ChannelRef) -> None:
    assert (str(one) == str(other)) == (one == other)


@given(st.text(max_size=40))
def test_what_is_no_address_raises_value_error_and_nothing_else(text: str) -> None:
    for kind in (AccountRef, ChannelRef, MessageRef):
        with contextlib.suppress(ValueError):
            kind.parse(text)


@pytest.mark.parametrize("text", ["", "slack", ":T1/U2", "slack:", "slack:T1", "slack:T1/U2/x/y"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        AccountRef.parse(text)


def test_a_private_conversation_and_a_thread() -> None:
    ana = AccountRef("slack", "T1", "U2")
    assert str(ana) == "slack:T1/U2"
    assert ChannelRef.private(ana).is_private
    assert not ChannelRef("slack", "T1", "C3").is_private
    assert ChannelRef("slack", "T1", "C3", "1.2").home == ChannelRef("slack", "T1", "C3")
