extension KeyedDecodingContainer {
    /// The value of `key`; nil where it is absent or does not decode.
    ///
    /// For a status: any client with access can have written to it, and it can be computed again.
    func lenientValue<Value: Decodable>(_ key: Key) -> Value? {
        try? decodeIfPresent(Value.self, forKey: key)
    }
}
