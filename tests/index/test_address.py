"""Addresses inside somebody's network are told from public ones, however they are written."""

import socket

import pytest

from index.address import RefusedAddressError, is_address, not_public, resolve


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("127.8.9.1", "loopback"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("169.254.169.254", "link-local"),
        ("100.100.100.200", "reserved"),
        ("168.63.129.16", "cloud metadata"),
        ("192.0.0.192", "cloud metadata"),
        ("224.0.0.251", "multicast"),
        ("0.0.0.0", "unspecified"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::1", "loopback"),
        ("::", "unspecified"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fc00::1", "private"),
        ("fd00:ec2::254", "private"),
        ("fec0::1", "reserved"),
        ("ff02::1", "multicast"),
        ("::127.0.0.1", "reserved"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:a00:1", "private"),
        ("::ffff:169.254.169.254", "link-local"),
        ("64:ff9b::10.0.0.1", "private"),
        ("64:ff9b::a9fe:a9fe", "link-local"),
        ("64:ff9b:1::127.0.0.1", "loopback"),
        ("2002:7f00:1::", "loopback"),
        ("2002:c0a8:101::1", "private"),
        ("2001:0:0a00:1::ffff:ffff", "private"),
        ("not an address", "malformed"),
    ],
)
def test_what_is_not_public_is_named(address, kind):
    """Each with the word that the user will read."""
    assert not_public(address) == kind


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "1.1.1.1", "2606:2800:21f:cb07::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"]
)
def test_public_addresses_pass(address):
    """Also those reached through a translator."""
    assert not_public(address) == ""


def _names(monkeypatch, *addresses):
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **rest: entries)


def test_a_name_that_leads_inside_is_refused(monkeypatch):
    """The message names the host, the address and what to do; with leave it passes."""
    _names(monkeypatch, "10.0.0.7")
    with pytest.raises(RefusedAddressError, match=r"intranet\.example is 10\.0\.0\.7, a private address; --allow-priv"):
        resolve("intranet.example", 80)
    assert resolve("intranet.example", 80, allow_private=True) == ["10.0.0.7"]


def test_a_name_that_leads_inside_and_outside_is_refused(monkeypatch):
    """One public address does not whitewash the other."""
    _names(monkeypatch, "1.1.1.1", "127.0.0.1")
    with pytest.raises(RefusedAddressError, match="loopback"):
        resolve("both.example", 80)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "017700000001", "127.1", "localhost"])
def test_other_spellings_of_this_machine_are_refused(host):
    """As the operating system reads them."""
    with pytest.raises((RefusedAddressError, OSError)):
        resolve(host, 80)


def test_addresses_are_told_from_paths():
    """By the scheme, whichever it is."""
    assert [is_address(text) for text in ("https://a.example", "ftp://a", "a/b.txt", "C:/a.txt", "http:", "://a")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
