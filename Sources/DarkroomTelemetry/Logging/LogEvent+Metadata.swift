import Logging

extension LogEvent {
    /// Everything that is known at this event, sorted by key. What is closest to the call wins: the call's
    /// own metadata over the provider's over the logger's.
    func allMetadata(
        logger: Logger.Metadata,
        provider: Logger.MetadataProvider?
    ) -> [(key: String, value: Logger.MetadataValue)] {
        var all = logger
        if let provider { all.merge(provider.get()) { _, closer in closer } }
        if let error, all["error"] == nil { all["error"] = .string(String(describing: error)) }
        if let metadata { all.merge(metadata) { _, closer in closer } }
        return all.sorted { $0.key < $1.key }
    }
}
