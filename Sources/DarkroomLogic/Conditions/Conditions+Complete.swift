import KubeCore

extension [Condition] {
    /// These conditions ready for an object's status: valid for the schema, stamped with the generation they describe,
    /// and with the transition times of those that did not change.
    func complete(for metadata: ObjectMeta, previous: [Condition], now: Timestamp) -> [Condition] {
        map { condition in
            var stamped = condition
            stamped.reason = condition.reason.asConditionReason
            stamped.message = condition.message.excerpt(2000)
            stamped.observedGeneration = metadata.generation
            return stamped
        }
        .settled(against: previous, now: now)
    }
}

extension String {
    /// The text as a condition's reason. Reasons copied from pods can be any text; one that violates the schema would
    /// make the API server reject the whole status.
    var asConditionReason: String {
        let allowed = utf8.filter { byte in
            (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_")
        }
        let reason = String(
            decoding: allowed.drop { !(97...122).contains($0 | 0x20) }.prefix(128),
            as: UTF8.self
        )
        return reason.isEmpty ? "Unknown" : reason
    }
}
