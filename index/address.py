"""Address: which internet addresses may be asked for a page, and which belong to somebody's own network."""

from __future__ import annotations

import ipaddress
import re
import socket

from index.draft import UnusableError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: The public block of IPv6; everything outside it is reserved or for local use (RFC 4291, IANA registry).
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
#: Prefixes whose last 32 bits are an IPv4 address that a translator on the way connects to (RFC 6052, RFC 8215).
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
#: Where metadata services of clouds answer at addresses that look public, to some Python releases at least.
_METADATA = (ipaddress.IPv4Network("168.63.129.16/32"), ipaddress.IPv4Network("192.0.0.0/24"))


class RefusedAddressError(UnusableError):
    """An address that is not on the public internet was to be asked for a page."""


def is_address(text: str) -> bool:
    """Whether a text is an address such as "https://…", of whatever scheme, and not a path."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text))


def resolve(host: str, port: int, allow_private: bool = False) -> list[str]:
    """The addresses of a host, in the order in which they are to be tried.

    Raises RefusedAddressError when any of them is not public and ``allow_private`` is False: a name
    that points inside and outside at once is a trick. Raises OSError when the name is not known.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in () if allow_private else addresses:
        kind = not_public(address)
        if kind:
            raise RefusedAddressError(
                f"refused: {host} is {address}, a {kind} address; --allow-private lets such addresses be fetched"
            )
    return addresses


def not_public(text: str) -> str:
    """What kind of address that is not public this is ("private", "loopback", …), "" for a public one.

    Looks through IPv4 addresses written as IPv6 (mapped, NAT64, 6to4, Teredo). What is no address at
    all counts as "malformed".
    """
    try:
        address: _Address = ipaddress.ip_address(text)
    except ValueError:
        return "malformed"
    for inner in _embedded(address):
        if kind := not_public(str(inner)):
            return kind
    return _kind(address)


def _kind(address: _Address) -> str:
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or any(address in net for net in _NAT64)):
        return ""  # what it stands for has been looked at
    if any(address in network for network in _METADATA):
        return "cloud metadata"
    for kind in ("loopback", "link_local", "multicast", "unspecified", "reserved", "private"):
        if getattr(address, f"is_{kind}"):
            return kind.replace("_", "-")
    outside = isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_IPV6
    return "reserved" if outside or not address.is_global else ""


def _embedded(address: _Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _NAT64):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [inner for inner in found if inner is not None]
