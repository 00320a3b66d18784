"""What the name of a field says of the value in it: `wifiMac`, `device_id`, `手机号`."""

from __future__ import annotations

import re
from functools import lru_cache


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u4e00-\u9fff]+")


@lru_cache(maxsize=8192)
def parts(name: str) -> frozenset[str]:
    """Words of the last step of a field's path, lower case, and its ends joined: `device.userWifiMac` → user,
    wifi, mac, wifimac, userwifimac."""
    last = re.sub(r"(?:\[\d*\]|\.\d+)+$", "", name[-120:]).rpartition(".")[2]
    found = [word.lower() for word in _PART.findall(last)]
    if len(found) > 1 and found[0] == "x":  # a header of an app's own: X-Device-Id
        found = found[1:]
    letters = [word for word in found if not word.isdigit()]
    return frozenset([*found, *("".join(letters[at:]) for at in range(len(letters)))])


CONFIRMS: dict[str, frozenset[str]] = {
    "phone_number": words("""
    phone mobile tel telephone cellphone cell msisdn phonenumber phoneno phonenum phonenumbers mobileno
    mobilephone mobilenumber usermobile userphone callphone linkphone 手机 手机号 手机号码 电话
"""),
    "id_document_number": words("""
    idcard idcardno idno idnumber identity identityno identitynumber idcardnumber certno certnumber
    certificateno cardid sfz sfzh 身份证 身份证号
"""),
    "imei": words("imei imeis imeione imeitwo imeisv meid deviceimei phoneimei"),
    "imsi": words("imsi imsis subscriber subscriberid simimsi"),
    "iccid": words("""
    iccid iccids simserial simserialnumber simserialno ccid simsn
"""),
    "android_id": words("androidid aid ssaid andid"),
    "oaid": words("oaid vaid aaid oaids"),
    "gaid": words("""
    gaid googleaid advertisingid advertiserid googleadid gpsadid ifa rdid googleadvertisingid
"""),
    "idfa_idfv": words("idfa idfv openudid"),
    "mac_address": words("""
    mac macaddr macaddress wifimac wlanmac wlan macs devicemac localmac ethmac
"""),
    "bluetooth_mac": words("""
    btmac bluetoothmac btaddress bluetoothaddress bluetoothaddr btaddr bluetooth
"""),
    "ssid_bssid": words("""
    bssid apmac wifibssid routermac gatewaymac routermacaddress bssids
"""),
    "serial_number": words("""
    androidserial hwserial hardwareserial deviceserial deviceserialnumber deviceserialno devicesn
    buildserial roserialno
"""),
    "bank_card_number": words("""
    bankcard bankcardno bankcardnumber cardno cardnum cardnumber bankno bankaccount bankaccountno pan
    debitcard creditcard acctno 银行卡 卡号 银行卡号
"""),
    "email": words("email mail emailaddress useremail mailaddress loginemail 邮箱"),
    "clipboard": words("""
    clipboard clipdata cliptext clipboardtext clipboardcontent pasteboard cliptxt 剪贴板 剪切板
"""),
    "password": words("""
    password passwd pwd userpwd userpassword loginpwd loginpassword 密码
"""),
    "vehicle_plate": words("""
    plate plateno platenumber carno carnumber licenseplate 车牌 车牌号
"""),
    "installed_apps": words("""
    apps app applist installed installedapps packages pkgs pkglist packagelist pkgname packagename
    installedpackages appinfo pkg package 应用列表
"""),
}
"""Names that say what a value is. Words are whole steps of a name, never parts of words."""
DEVICE_NAMES = words("""
    deviceid udid did duid devid deviceuuid hardwareid clientdeviceid uuid
""")
"""Names of identifiers that may hold any of several kinds."""
ACCOUNT_NAMES = words("account username loginname login user loginid accountname contact receiver")
LATITUDE = words("""
    lat latitude gpslat wd 纬度 reqlat userlat mylat poslat slat startlat curlat
""")
LONGITUDE = words("""
    lng lon long longitude gpslng gpslon jd 经度 reqlng reqlon userlng mylng poslng slng startlng curlng
""")
PLACES = words("""
    location loc lnglat latlng latlon lonlat coord coords coordinate gps geo position pos gpsinfo
    geolocation mylocation userlocation 位置 经纬度 坐标
""")
NOT_ONES_OWN = words("""
    bounds bound viewport center centre dest destination to target poi store shop city ne sw min max
    north south tile end marker
""")
"""Names of places on a map that are not where somebody is."""
CONTRADICTS = words("""
    order orderid orderno orderid trade tradeno time ts timestamp tm seq sequence trace traceid request
    requestid req reqid session sessionid sid token nonce sign signature hash md5 sha sha1 sha256 crc
    etag version ver v size length len width height x y w h count total random rand rnd r t cb callback
    expire expires expiry exp date start end begin index offset cursor page limit id ids gid pid vid cid
    tid mid aid uid userid itemid goodsid skuid feedid articleid msgid key code no num number sn amount
    price cost fee score sort ga gid utm lsn span spanid parent build revision
""")
"""Names that say a number is something else; they silence a value that only its form would call personal."""
SERIAL = words("serial serialno serialnumber serialnum")
"""Names of a device's serial number, and as often of a receipt's (流水号): they count beside other facts of a
device."""
OF_DEVICE = words("""
    model brand manufacturer imei androidid oaid devicemodel phonemodel devicebrand fingerprint board
""")
HIDING = words("""
    type model brand version ver status state flag enable enabled switch count len length size err error
    time
""")
"""Words beside a confirming one that make the name something about the thing, not it: `phone_model`."""


def confirms(kind: str, name: str) -> bool:
    """The name of the field says that its value is of `kind`."""
    found = parts(name)
    return (
        bool(found & CONFIRMS.get(kind, frozenset()))
        and not found & HIDING
        and not (kind == "serial_number" and "sim" in found)
    )


def contradicts(name: str) -> bool:
    """The name says that a number is something else."""
    found = parts(name)
    return bool(found & CONTRADICTS or found & HIDING)
