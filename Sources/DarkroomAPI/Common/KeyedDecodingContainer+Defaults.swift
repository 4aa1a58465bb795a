extension KeyedDecodingContainer {
    /// The value of `key`, or `fallback` where it is absent or null.
    ///
    /// The API server fills in defaults, but `darkroom render` reads what a person wrote.
    func value<Value: Decodable>(_ key: Key, default fallback: Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? fallback
    }

    /// The scalars of `key` by name. A null counts as not given, as it does for every other field.
    func scalars(_ key: Key) throws -> [String: ScalarValue] {
        try value(key, default: [String: ScalarValue?]()).compactMapValues(\.self)
    }

    /// The value of `key`; nil where it is absent or does not decode.
    ///
    /// For a status: anybody with access may have scribbled on it, and it can be made anew from what is.
    func lenientValue<Value: Decodable>(_ key: Key) -> Value? {
        try? decodeIfPresent(Value.self, forKey: key)
    }
}
