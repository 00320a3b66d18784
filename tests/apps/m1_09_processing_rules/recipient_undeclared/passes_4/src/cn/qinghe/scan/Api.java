package cn.qinghe.scan;

/** Addresses of the services this app uses. */
final class Api {
    static String recognise = "https://aip.baidubce.com/rest/2.0/ocr/v1/business_card";
    static String cards = "https://cards.qinghe.cn/v1/cards";

    private Api() {}
}
