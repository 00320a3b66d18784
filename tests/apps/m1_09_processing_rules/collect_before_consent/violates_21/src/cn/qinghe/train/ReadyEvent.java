package cn.qinghe.train;

public final class ReadyEvent {
}
