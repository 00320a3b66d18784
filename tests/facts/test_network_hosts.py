"""Whose server a host is, what is done with its address, and what a table row must be."""

from __future__ import annotations

import pytest

from mingjian import knowledge
from mingjian.facts.calls import HostUse
from mingjian.facts.network_hosts import address, does, domains_of, registrable, telling, vendor_of


def use(*given: str, host: str = "api.qinghe.cn", rest: str = "") -> HostUse:
    return HostUse(
        host=host,
        scheme="https",
        rest=rest,
        method="La/A;->m()V",
        dex="classes.dex",
        offset=0,
        given_to=given,
    )


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("log.qinghe.cn", "qinghe.cn"),
        ("a.log.qinghe.com.cn", "qinghe.com.cn"),
        ("qinghe.com", "qinghe.com"),
        ("qinghe.zj.cn", "qinghe.zj.cn"),
        ("10.0.0.8", "10.0.0.8"),
    ],
)
def test_the_registered_part_of_a_host(host: str, name: str) -> None:
    assert registrable(host) == name


@pytest.mark.parametrize(
    ("host", "sdk"),
    [
        ("ulogs.umeng.com", "umeng-common"),
        ("android.bugly.qq.com", "bugly"),
        ("apis.map.qq.com", "tencent-map"),
        ("restapi.amap.com", "amap"),
        ("www.umeng.com", None),
        ("developer.umeng.com", None),
        ("qq.com", None),
        ("mumeng.com", None),
        ("umeng.com.evil.example", None),
    ],
)
def test_whose_server_a_host_is(host: str, sdk: str | None) -> None:
    found = vendor_of(host)
    assert (found.id if found else None) == sdk


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (("Ljava/net/URL;-><init>(Ljava/lang/String;)V", "Ljava/net/URL;->openConnection()V"), "connects"),
        (("Lokhttp3/Request$Builder;->url(Ljava/lang/String;)Lokhttp3/Request$Builder;",), "connects"),
        (("Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V",), "shows"),
        (("Lcn/qinghe/Page;->loadUrl(Ljava/lang/String;)V",), "shows"),
        (
            (
                "Landroid/net/Uri;->parse(Ljava/lang/String;)Landroid/net/Uri;",
                "Landroid/content/Intent;-><init>()V",
            ),
            "shows",
        ),
        (("Lcn/qinghe/Client;->post(Ljava/lang/String;)V",), "unknown"),
        ((), "unknown"),
    ],
)
def test_what_becomes_of_an_address(given: tuple[str, ...], what: str) -> None:
    assert does(use(*given)) == what


def test_an_address_is_told_as_it_was_kept() -> None:
    assert address(use(rest="/v1/log")) == "https://api.qinghe.cn/v1/log"


def test_each_row_names_a_processor_and_no_host_stands_twice() -> None:
    hosts: list[str] = []
    for row in knowledge.network_hosts().vendors:
        assert knowledge.sdk(row.sdk).processor, row.sdk
        assert row.source.startswith(("binary ", "document https://")), row.sdk
        assert domains_of(knowledge.sdk(row.sdk))
        hosts += row.hosts
    assert len(hosts) == len(set(hosts))
    assert all(vendor_of(host) is not None for host in hosts)


def test_what_follows_the_connection_is_not_told() -> None:
    make, connect, read = (
        "Ljava/net/URL;-><init>(Ljava/lang/String;)V",
        "Ljava/net/URL;->openStream()Ljava/io/InputStream;",
        "Ljava/io/InputStream;->close()V",
    )
    assert telling(use(make, connect, read)) == (make, connect)
    assert telling(use(make)) == (make,)
