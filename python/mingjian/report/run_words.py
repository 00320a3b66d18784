"""The words a run is told in: kinds of events, marks, what a page did and what the reader had just done."""

from __future__ import annotations

from mingjian.report.words import Both

EVENT: dict[str, Both] = {
    "permission_use": Both("使用", "used"),
    "permission_denied": Both("被系统拒绝", "refused by the system"),
    "permission_request": Both("申请权限", "asked for a permission"),
    "permission_grant": Both("授予权限", "permission granted"),
    "permission_refusal": Both("用户拒绝权限", "permission refused"),
    "api_call": Both("调用", "called"),
    "process_start": Both("进程启动", "process started"),
    "process_end": Both("进程结束", "process ended"),
    "component_start": Both("组件启动", "component started"),
    "foreground": Both("进入前台", "came to the front"),
    "background": Both("退到后台", "went to the back"),
    "window": Both("弹出窗口", "window shown"),
    "window_gone": Both("窗口关闭", "window gone"),
    "screen": Both("界面记录", "screen taken"),
    "input": Both("操作", "input"),
    "jump": Both("跳转", "jumped"),
    "install": Both("安装", "installed"),
    "uninstall": Both("卸载", "uninstalled"),
    "download": Both("下载", "downloaded"),
    "code_load": Both("加载包外代码", "loaded code from outside"),
    "notification": Both("通知", "notification"),
    "mark": Both("标记", "mark"),
}
"""By `device_log.event.EventKind`."""
MARK: dict[str, Both] = {
    "launch": Both("启动", "launch"),
    "consent": Both("用户同意", "consent"),
    "refusal": Both("用户拒绝", "refusal"),
    "background": Both("退到后台", "to the background"),
    "foreground": Both("回到前台", "to the foreground"),
    "reboot": Both("重启", "reboot"),
    "clear": Both("清除数据", "data cleared"),
    "end": Both("结束", "end"),
}
ACT: dict[str, Both] = {
    "download": Both("开始下载", "started a download"),
    "scheme": Both("唤起应用", "called an app"),
    "redirect": Both("跳转页面", "went to another page"),
    "dialog": Both("弹出对话框", "opened a dialog"),
    "popup_window": Both("打开新窗口", "opened a window"),
    "clipboard": Both("写入剪贴板", "wrote to the clipboard"),
    "history": Both("改写历史", "changed the history"),
    "fetch_package": Both("取得安装包", "fetched a package"),
    "navigate": Both("打开另一页", "opened another page"),
}
CAUSE: dict[str, Both] = {
    "none": Both("未操作", "nothing touched"),
    "scroll": Both("滚动时", "while scrolling"),
    "control": Both("点按控件", "a control touched"),
    "text": Both("点按正文", "the text touched"),
    "blank": Both("点按空白", "an empty place touched"),
    "close": Both("点按关闭", "the close control touched"),
    "unfold": Both("点按展开", "unfold touched"),
    "back": Both("返回", "on going back"),
    "return": Both("再次进入", "on coming back"),
}
ELEMENT: dict[str, Both] = {
    "operator": Both("开发运营者", "operator"),
    "functions": Both("产品功能", "functions"),
    "policy": Both("隐私政策", "privacy policy"),
    "permissions": Both("权限列表", "permissions"),
    "name": Both("应用名称", "app name"),
    "version": Both("版本", "version"),
}
ELEMENT_STATE: dict[str, Both] = {
    "shown": Both("已显示", "shown"),
    "linked": Both("经链接可见", "by a link"),
    "hidden": Both("被遮挡或收起", "hidden"),
    "missing": Both("未见", "not seen"),
}
UNFOLDS: dict[str, Both] = {
    "here": Both("原处展开", "unfolds in place"),
    "download": Both("引向下载", "leads to a download"),
    "open_app": Both("引向应用", "leads to an app"),
    "login": Both("要求登录", "asks to sign in"),
    "pay": Both("要求付费", "asks to pay"),
    "nothing": Both("没有反应", "does nothing"),
    "unknown": Both("未能确定", "not determined"),
}
UNSETTLED: dict[str, Both] = {
    "unreachable": Both("网页没有应答", "the page gave no answer"),
    "refused": Both("地址在内部网络，未访问", "it lies in a private network and was not asked"),
    "http_status": Both("服务器答以错误", "the server answered with an error"),
    "load_timeout": Both("页面未在限时内载入", "the page did not load in time"),
    "redirect_loop": Both("跳转不止", "redirects without end"),
    "unresponsive": Both("页面无响应", "the page does not respond"),
    "crashed": Both("页面使浏览器进程崩溃", "its renderer crashed"),
    "dialog_storm": Both("对话框接连不断", "dialogs without end"),
    "popup_storm": Both("新窗口接连不断", "windows without end"),
    "endless_scroll": Both("越滚越长，没有尽头", "it grows as long as it is scrolled"),
    "too_large": Both(
        "传来的数据超过一次访问所收的上限，下载的文件只留开头",
        "more came than a visit takes; of a download the beginning is kept",
    ),
    "deadline": Both(
        "时间用尽，有的操作没有试，或下载没有完成",
        "its time was over before all was tried or a download was done",
    ),
    "challenge": Both("被人机验证拦下", "stopped by a challenge"),
    "not_recorded": Both("重放时要的内容不在记录里", "the recording does not hold all that was asked for"),
}
SCREEN: dict[str, Both] = {
    "splash": Both("开屏", "splash"),
    "advert": Both("广告", "advertisement"),
    "popup": Both("弹窗", "pop-up"),
    "consent": Both("同意页", "consent"),
    "permission": Both("权限窗", "permission dialog"),
    "payment": Both("付费", "payment"),
    "settings": Both("设置", "settings"),
    "mine": Both("我的", "account"),
    "login": Both("登录", "sign-in"),
    "download": Both("下载", "download"),
    "system": Both("系统界面", "system"),
    "other_app": Both("其他应用", "another app"),
    "app": Both("应用界面", "app"),
    "window": Both("窗口", "window"),
}
STEP: dict[str, Both] = {
    "install": Both("安装", "installed"),
    "clear": Both("清除数据", "cleared"),
    "launch": Both("启动", "launched"),
    "foreground": Both("回到前台", "brought back"),
    "look": Both("查看", "looked"),
    "wait": Both("等待", "waited"),
    "dump_ui": Both("查看", "looked"),
    "screenshot": Both("截屏", "screenshot"),
    "agree": Both("点同意", "agreed"),
    "refuse": Both("点拒绝", "refused"),
    "tap": Both("点按", "tapped"),
    "key": Both("按键", "key pressed"),
    "back": Both("返回", "back"),
    "home": Both("回到桌面", "home"),
    "permission": Both("答权限窗", "permission answered"),
    "reboot": Both("重启", "restarted"),
    "open": Both("打开设置", "settings opened"),
    "ask": Both("询问测试人", "tester asked"),
}
"""What was done before a screen, by the words of a device plan."""
SCENE: dict[str, Both] = {
    "walking": Both("步行", "walking"),
    "riding": Both("乘车", "riding"),
    "picking_up": Both("拿起", "picking up"),
    "putting_down": Both("放下", "putting down"),
    "shake": Both("摇动", "shaking"),
}


def named(table: dict[str, Both], code: str) -> Both:
    """The words of a code; an unknown one speaks for itself."""
    return table.get(code) or Both(code, code)
