"""The help of each page, by the name of its address; every app adds its own."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Topic:
    """What one page is for, in a few short paragraphs."""

    name: str
    title: Words
    paragraphs: tuple[Words, ...]


TOPICS: dict[str, Topic] = {}


def about(name: str, title: Words, *paragraphs: Words) -> None:
    """Say what a page is for, by the name of its address."""
    TOPICS[name] = Topic(name, title, paragraphs)


about(
    "home",
    _("首页"),
    _("首页列出等您办理的事项：被退回的在前，其余按期限先后。点击事项名称进入办理页面。"),
    _("下方是您今天的岗位和最新通知。岗位决定您看到什么、能办什么；岗位有误请联系系统管理员。"),
)
about(
    "projects",
    _("项目"),
    _("列出您的岗位可以查看的年度项目。筛选和排序都在网址里，可以收藏或转发给同事。"),
    _("金额以万元显示，鼠标指向金额可看到精确到分的数字。"),
)
about(
    "project-year",
    _("年度项目"),
    _("按预算年度的先后列出各环节。每张卡片写明现在的状态、期限和您可以办理的动作。"),
    _("不能办理的动作是灰色的，旁边写明原因。办理前可在“意见”中写明理由，退回必须填写。"),
    _("如果页面打开后内容已被他人改动，系统不会办理，而是列出差异，您填写的意见会保留。"),
)
about(
    "publication",
    _("信息公开"),
    _("一个公开批次和其中的内容。取数时内容已封存，之后的修改不会改变已公开的版本。"),
)
about(
    "search",
    _("搜索"),
    _("可以输入项目名称或代码、单位名称或代码、指标名称、人员姓名。只查找您有权查看的内容。"),
    _("项目和指标按所选年度查找；换一个年度请用页面上方的年度切换。"),
)
about(
    "login",
    _("登录"),
    _("同一账号在同一地址连续5次输错密码后，15分钟内不能再试。"),
    _("登录状态过期时，您正在填写的内容不会丢失：重新登录后会再次显示，由您核对后提交。"),
)
