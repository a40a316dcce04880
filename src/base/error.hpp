// What a refusal is: a code, a sentence, and every problem by field.
//
// Expected failures travel as values of this type (see result.hpp). Breakage, such as a lost disk, throws.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cairn {

enum class ErrorCode : std::uint8_t {
    invalid,             // the request breaks a declared rule; `problems` lists all of them
    malformed,           // the request cannot be read at all
    unauthenticated,     // nobody is signed in
    not_allowed,         // signed in, but this permission is not held
    not_found,           // no such record, or none that the caller may know of
    illegal_transition,  // the record's state does not allow the command
    stale_version,       // somebody else changed the record first
    version_required,    // an edit must state the version it saw
    key_reused,          // an idempotency key came back with another body
    already_exists,      // the id of a new record is taken
    possible_duplicate,  // a new person may be one of those named in the details, and nobody has said that they are not
    too_large,           // a named limit was passed
    method_not_allowed,  // the path is there, but not for this method
    unsupported_type,    // the body is not of a type that is read here
    rate_limited,        // too many attempts; the answer says when to come back
    unavailable,         // the database or a needed resource cannot be reached now
    corrupted,           // stored data does not verify
};

// One row per code: how it is spelled, what HTTP (RFC 9110, RFC 6585) and FHIR R4 (issue-type) call it, whether the
// same request may succeed later unchanged, and the key of the sentence that a person sees.
struct ErrorCodeInfo {
    ErrorCode code;
    std::string_view name;
    int http_status;
    std::string_view fhir_issue_type;
    bool retryable;
    std::string_view text_key;
};

inline constexpr std::array error_codes{
    ErrorCodeInfo{ErrorCode::invalid, "invalid", 422, "invalid", false, "error.invalid"},
    ErrorCodeInfo{ErrorCode::malformed, "malformed", 400, "structure", false, "error.malformed"},
    ErrorCodeInfo{ErrorCode::unauthenticated, "unauthenticated", 401, "login", false, "error.unauthenticated"},
    ErrorCodeInfo{ErrorCode::not_allowed, "not_allowed", 403, "forbidden", false, "error.not_allowed"},
    ErrorCodeInfo{ErrorCode::not_found, "not_found", 404, "not-found", false, "error.not_found"},
    ErrorCodeInfo{ErrorCode::illegal_transition, "illegal_transition", 409, "business-rule", false,
                  "error.illegal_transition"},
    ErrorCodeInfo{ErrorCode::stale_version, "stale_version", 412, "conflict", false, "error.stale_version"},
    ErrorCodeInfo{ErrorCode::version_required, "version_required", 428, "required", false, "error.version_required"},
    ErrorCodeInfo{ErrorCode::key_reused, "key_reused", 422, "duplicate", false, "error.key_reused"},
    ErrorCodeInfo{ErrorCode::already_exists, "already_exists", 409, "duplicate", false, "error.already_exists"},
    ErrorCodeInfo{ErrorCode::possible_duplicate, "possible_duplicate", 409, "duplicate", false,
                  "error.possible_duplicate"},
    ErrorCodeInfo{ErrorCode::too_large, "too_large", 413, "too-costly", false, "error.too_large"},
    ErrorCodeInfo{ErrorCode::method_not_allowed, "method_not_allowed", 405, "not-supported", false,
                  "error.method_not_allowed"},
    ErrorCodeInfo{ErrorCode::unsupported_type, "unsupported_type", 415, "not-supported", false,
                  "error.unsupported_type"},
    ErrorCodeInfo{ErrorCode::rate_limited, "rate_limited", 429, "throttled", true, "error.rate_limited"},
    ErrorCodeInfo{ErrorCode::unavailable, "unavailable", 503, "transient", true, "error.unavailable"},
    ErrorCodeInfo{ErrorCode::corrupted, "corrupted", 500, "exception", false, "error.corrupted"},
};

ErrorCodeInfo const& info(ErrorCode code);

// One thing to mend. `field` is the path as the caller wrote it ("started_at", "pauses[1].to"), empty when the whole
// record is meant; `code` is stable and machine-readable; `message` is a sentence a person can act on and never
// contains the value itself, which may be about a participant.
struct Problem {
    std::string field;
    std::string code;
    std::string message;

    friend bool operator==(Problem const&, Problem const&) = default;
};

using Problems = std::vector<Problem>;

struct Error {
    ErrorCode code = ErrorCode::invalid;
    std::string message;
    Problems problems{};
    // JSON object with more for a client that can use it, such as base and theirs of a conflict; empty when none.
    std::string details_json{};
};

Error invalid(Problems problems);
Error invalid(std::string field, std::string code, std::string message);
Error not_found(std::string_view record_type);

// One line for a terminal or a log: the sentence, then each problem with its field.
std::string to_string(Error const& error);

}  // namespace cairn
