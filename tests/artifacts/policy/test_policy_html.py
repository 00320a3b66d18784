"""A page becomes passages: what is the policy, what is a heading, where it stands and how it looks."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from mingjian.artifacts.policy import Document, Passage, read_bytes

FILLER = (
    "<p>我们仅在实现本政策所述目的所必需的期间内保存您的个人信息，并在超出保存期限后予以删除或者匿名化处理。</p>"
    * 6
)
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>云笺隐私政策</title><style>
/* 注 */ .note {{ color: #999 }} .content p.warn {{ font-weight: 700; color: #c00 }}
.x .gone {{ display: none }}
@media print {{ p {{ display: none }} }}</style></head><body class="page">
<div class="nav-bar"><a href="/">首页</a><a href="/a">产品</a></div>
<div id="main" class="content"><h1>云笺隐私政策</h1>
<p class=note>更新日期：2024年1月1日<br>生效日期：2024年1月8日</p>
<ul><li><a href="#a">一、收集</a></li>
<li><a href="#b">二、共享</a></li><li><a href="#c">三、权利</a></li></ul>
<p><strong>一、我们如何收集您的个人信息</strong></p>
<p>您注册时，我们收集<b>手机号</b>、<u>验证码</u>。</p>
<div class="title">（一）账号注册</div><p class="warn">我们收集身份证号。</p>
<ul><li>姓名<ul><li>真实姓名；</li></ul></li><li><p>地址</p></li></ul>
<p><b>二、我们如何共享您的信息</b><br>我们会与第三方共享。<br/><br/>SDK名称：友盟统计<br>使用目的：统计</p>
<table><tr><td><b>名称</b></td><td><b>目的</b></td><td><b>信息</b></td></tr>
<tr><td rowspan=2>微信</td><td>登录</td><td>昵称<br>头像</td></tr><tr><td colspan="2">支付</td></tr></table>
<p class=gone>看得见的话。</p><div class="x"><p class=gone>看不见的话。</p></div>
<p style="font-size:9pt;color:#ccc">小字说明，见<a href="https://cloud.example/z">链接</a>。</p>{FILLER}</div>
<div class="footer">版权所有 云笺科技有限公司 京ICP备1号 <a href=/>关于</a></div>
<script>var a="<p>x</p>"</script></body></html>"""


def page(text: str) -> Document:
    return read_bytes(text.encode(), source="policy.html")


def named(document: Document, text: str) -> Passage:
    (found,) = [p for p in document.passages if p.text == text]
    return found


def marked(passage: Passage) -> set[tuple[str, str]]:
    return {(m.kind, passage.text[m.start : m.end]) for m in passage.marks}


def test_every_place_is_found_by_a_selector() -> None:
    tree = LexborHTMLParser(PAGE)
    for passage in page(PAGE).passages:
        (node,) = tree.css(passage.place)
        assert "".join(passage.text.split()) in "".join(node.text().split())


def test_headings_come_from_tags_from_bold_numbers_and_from_classes() -> None:
    document = page(PAGE)
    heads = [(p.level, p.text) for p in document.passages if p.kind == "heading"]
    assert heads == [
        (1, "云笺隐私政策"),
        (2, "一、我们如何收集您的个人信息"),
        (3, "（一）账号注册"),
        (2, "二、我们如何共享您的信息"),
    ]
    section = named(document, "我们收集身份证号。").section
    assert section is not None and document.passages[section].text == "（一）账号注册"
    assert document.title == "云笺隐私政策" and document.format == "html" and document.encoding == "utf-8"


def test_lines_set_apart_by_breaks_are_passages_of_their_own() -> None:
    texts = [p.text for p in page(PAGE).passages]
    assert {"更新日期：2024年1月1日", "生效日期：2024年1月8日", "SDK名称：友盟统计", "使用目的：统计"} <= set(
        texts
    )


def test_lists_keep_their_depth() -> None:
    document = page(PAGE)
    assert [(named(document, t).kind, named(document, t).level) for t in ("姓名", "真实姓名；", "地址")] == [
        ("item", 1),
        ("item", 2),
        ("item", 1),
    ]


def test_cells_stand_where_spans_put_them() -> None:
    cells = [p for p in page(PAGE).passages if p.kind == "cell"]
    assert [(c.text, c.row, c.column, c.rows, c.columns, c.header) for c in cells] == [
        ("名称", 0, 0, 1, 1, True),
        ("目的", 0, 1, 1, 1, True),
        ("信息", 0, 2, 1, 1, True),
        ("微信", 1, 0, 2, 1, False),
        ("登录", 1, 1, 1, 1, False),
        ("昵称 头像", 1, 2, 1, 1, False),
        ("支付", 2, 1, 1, 2, False),
    ]


def test_marks_keep_their_place() -> None:
    document = page(PAGE)
    collected = named(document, "您注册时，我们收集手机号、验证码。")
    assert marked(collected) == {("bold", "手机号"), ("underline", "验证码")}
    assert marked(named(document, "我们收集身份证号。")) == {
        ("bold", "我们收集身份证号。"),
        ("colour", "我们收集身份证号。"),
    }
    assert marked(named(document, "看不见的话。")) == {("hidden", "看不见的话。")}
    assert marked(named(document, "看得见的话。")) == set()
    small = named(document, "小字说明，见链接。")
    assert {(m.kind, m.value) for m in small.marks} == {
        ("pale", "1.6"),
        ("small", "12"),
        ("link", "https://cloud.example/z"),
    }


def test_menus_are_left_out_and_the_footer_stays_where_it_alone_names_the_operator() -> None:
    document = page(PAGE)
    texts = " ".join(p.text for p in document.passages)
    assert "首页" not in texts and "云笺科技有限公司" in texts
    assert [n.code for n in document.notes] == ["main_content_guessed"]
    named_inside = page(PAGE.replace("<p>您注册时", "<p>云笺科技有限公司运营本应用。您注册时"))
    assert "ICP" not in " ".join(p.text for p in named_inside.passages)
