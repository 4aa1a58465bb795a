import ArgumentParser
import Testing

@testable import darkroom

@Suite("Options from the environment")
struct EnvironmentArgumentsTests {
    @Test("An environment variable sets an option that is not given")
    func variable() {
        let arguments = EnvironmentArguments.complete(
            ["operator"],
            environment: ["DARKROOM_LOG_LEVEL": "debug"]
        )
        #expect(arguments == ["operator", "--log-level=debug"])
    }

    @Test(
        "An option on the command line takes precedence over its variable",
        arguments: [
            ["operator", "--log-level", "error"], ["operator", "--log-level=error"],
        ]
    )
    func commandLineWins(arguments: [String]) {
        let completed = EnvironmentArguments.complete(arguments, environment: ["DARKROOM_LOG_LEVEL": "debug"])
        #expect(completed == arguments)
    }

    @Test(
        "The variable of a flag accepts a truth value",
        arguments: [("true", true), ("1", true), ("false", false), ("", false)]
    )
    func flag(value: String, isSet: Bool) {
        let completed = EnvironmentArguments.complete(
            ["operator"],
            environment: ["DARKROOM_LEADER_ELECT": value]
        )
        #expect(completed.contains("--leader-elect") == isSet)
    }

    @Test("Other commands and other variables are not affected")
    func others() {
        let environment = ["DARKROOM_LOG_LEVEL": "debug", "DARKROOM_CLUSTER": "kind"]
        #expect(EnvironmentArguments.complete(["crds"], environment: environment) == ["crds"])
    }

    @Test("Every option that has a variable is an option of the operator")
    func knownOptions() throws {
        let help = OperatorCommand.helpMessage()
        for option in EnvironmentArguments.options { #expect(help.contains("--\(option.name)")) }
    }
}
