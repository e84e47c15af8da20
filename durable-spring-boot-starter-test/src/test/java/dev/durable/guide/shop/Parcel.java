package dev.durable.guide.shop;

public record Parcel(String orderId, String trackingNo) {

}
