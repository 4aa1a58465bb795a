import Logging

extension LogEvent {
    /// All metadata of this event, sorted by key. The call's own metadata overrides the provider's, which
    /// overrides the logger's.
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
