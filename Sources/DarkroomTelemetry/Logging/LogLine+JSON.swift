import Logging

extension LogLine {
    /// For machines: one JSON object.
    ///
    ///     {"time":"2026-01-02T03:04:05.678Z","level":"info","logger":"operator","message":"Started","port":8080}
    ///
    /// Metadata keys are members of the object itself, so that log queries need no path. A key that would hide one
    /// of the four fixed members is written as `metadata.<key>`.
    var json: String {
        var json = JSONText()
        json.object { json in
            json.member("time", time)
            json.member("level", level.rawValue)
            json.member("logger", logger)
            json.member("message", message)
            for (key, value) in metadata { json.member(Self.memberName(of: key), value) }
        }
        return json.text
    }

    /// A key that already begins with the prefix gets it again, otherwise two keys could become one member.
    private static func memberName(of key: String) -> String {
        let prefix = "metadata."
        switch key {
        case "time", "level", "logger", "message": return prefix + key
        default: return key.hasPrefix(prefix) ? prefix + key : key
        }
    }
}
