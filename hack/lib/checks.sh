# Checks within a shell script: runs and counts each one, and records its result in the same form as the test runners
# do.
# Needs log.sh.

_check_cases=
_checks_passed=0
_checks_failed=0

# Runs a command in a subshell; its output is shown only when it fails. usage: check WHAT COMMAND...
check() {
    local what=$1 output
    shift
    if output=$("$@" 2>&1); then
        _checks_passed=$((_checks_passed + 1))
        _check_cases+="<testcase name=\"$(_xml_text <<<"$what")\"/>"$'\n'
        return
    fi
    _checks_failed=$((_checks_failed + 1))
    warn "check failed: $what"
    sed 's/^/    | /' <<<"$output" >&2
    _check_cases+="<testcase name=\"$(_xml_text <<<"$what")\"><failure>$(_xml_text <<<"$output")</failure></testcase>"$'\n'
}

# Prints the result of all checks, which is also the exit status, and records it as NAME.xml in the directory that
# DARKROOM_TEST_RESULTS names, if it is set. usage: finish_checks NAME
finish_checks() {
    if [[ -n ${DARKROOM_TEST_RESULTS:-} ]]; then
        printf '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="%s">\n%s</testsuite>\n' "$1" "$_check_cases" \
            >"$DARKROOM_TEST_RESULTS/$1.xml"
    fi
    printf '%d passed, %d failed\n' "$_checks_passed" "$_checks_failed"
    ((_checks_failed == 0 && _checks_passed > 0))
}

# Escapes standard input for an XML text or attribute, and drops the characters that XML does not allow.
_xml_text() {
    tr -d '\000-\010\013\014\016-\037' | iconv -c -f UTF-8 -t UTF-8 |
        sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'
}
