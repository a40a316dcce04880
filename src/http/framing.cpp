#include "http/framing.hpp"

#include <http_parser.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.hpp"
#include "http/message.hpp"

namespace cairn {
namespace {

struct RefusalRow {
    Refusal refusal;
    RefusalInfo info;
};

constexpr std::array<RefusalRow, 9> refusals{{
    {Refusal::malformed, {400, "Bad Request", "malformed", "This is not an HTTP/1.1 request that can be read here."}},
    {Refusal::no_host, {400, "Bad Request", "malformed", "A request names its host exactly once."}},
    {Refusal::target_too_long, {414, "URI Too Long", "too_large", "The address is longer than 32,768 characters."}},
    {Refusal::header_too_large,
     {431, "Request Header Fields Too Large", "too_large",
      "A request carries at most 100 header fields of 32,768 bytes together."}},
    {Refusal::body_too_large,
     {413, "Content Too Large", "too_large",
      "The body is larger than this address takes: 1 MiB, or 64 MiB where files are brought in."}},
    {Refusal::version_not_supported,
     {505, "HTTP Version Not Supported", "malformed", "HTTP/1.1 and HTTP/1.0 are spoken here."}},
    {Refusal::not_implemented,
     {501, "Not Implemented", "unsupported_type", "That method or transfer coding is not known here."}},
    {Refusal::expectation_failed,
     {417, "Expectation Failed", "malformed", "The only expectation that can be met here is 100-continue."}},
    {Refusal::busy,
     {503, "Service Unavailable", "unavailable", "Too much is being sent at once. Try again in a few seconds."}},
}};

}  // namespace

RefusalInfo const& info(Refusal refusal) {
    for (auto const& row : refusals) {
        if (row.refusal == refusal) return row.info;
    }
    throw std::logic_error("a refusal is missing from the table");
}

struct Framing::State {
    explicit State(BodyMax const& most) : body_max(most) { begin(); }

    void begin() {
        http_parser_init(&parser, HTTP_REQUEST);
        parser.data = this;
        // The library's own limit, 80 KiB for a head, stands above ours.
        target.clear();
        name.clear();
        value.clear();
        reading_value = false;
        header_bytes = header_count = hosts = chunks = body_bytes = body_allowed = 0;
        started = head_complete = complete = expects_continue = false;
        refusal = Refusal::none;
    }

    int refuse(Refusal reason) {
        refusal = reason;
        return -1;
    }

    int on_target(std::string_view part) {
        target += part;
        return target.size() > target_characters_max ? refuse(Refusal::target_too_long) : 0;
    }

    int on_name(std::string_view part) {
        if (reading_value) {
            if (int const failed = end_field(); failed != 0) return failed;
            name.clear();
            value.clear();
            reading_value = false;
        }
        if (name.empty() && ++header_count > header_count_max) return refuse(Refusal::header_too_large);
        // RFC 9112 §5.1: a space before the colon could be read in two ways.
        if (part.find(' ') != std::string_view::npos) return refuse(Refusal::malformed);
        name += part;
        return count_header(part.size());
    }

    int on_value(std::string_view part) {
        reading_value = true;
        value += part;
        return count_header(part.size());
    }

    int count_header(std::size_t bytes) {
        header_bytes += bytes;
        return header_bytes > header_bytes_max ? refuse(Refusal::header_too_large) : 0;
    }

    int end_field() {
        if (head_complete) return 0;  // a trailer
        if (equals_ignoring_case(name, "Host")) ++hosts;
        if (equals_ignoring_case(name, "Expect")) {
            if (!equals_ignoring_case(trim(value), "100-continue")) return refuse(Refusal::expectation_failed);
            expects_continue = true;
        }
        return 0;
    }

    int on_head_complete() {
        if (reading_value) {
            if (int const failed = end_field(); failed != 0) return failed;
        }
        head_complete = true;
        if (parser.http_major != 1 || parser.http_minor > 1) return refuse(Refusal::version_not_supported);
        if (parser.method == HTTP_CONNECT) return refuse(Refusal::not_implemented);
        if (hosts > 1 || (hosts == 0 && parser.http_minor == 1)) return refuse(Refusal::no_host);
        bool const announced = (parser.flags & F_CONTENTLENGTH) != 0;
        bool const chunked = (parser.flags & F_CHUNKED) != 0;
        if (!announced && !chunked) return 0;
        body_allowed = body_max(http_method_str(static_cast<http_method>(parser.method)), target);
        if (!announced) return 0;
        if (parser.content_length > body_allowed) return refuse(Refusal::body_too_large);
        body_allowed = static_cast<std::size_t>(parser.content_length);
        return 0;
    }

    int on_body(std::size_t bytes) {
        body_bytes += bytes;
        return body_bytes > body_allowed ? refuse(Refusal::body_too_large) : 0;
    }

    int on_chunk() { return ++chunks > chunks_max ? refuse(Refusal::body_too_large) : 0; }

    int on_complete() {
        complete = true;
        http_parser_pause(&parser, 1);
        return 0;
    }

    BodyMax const& body_max;
    http_parser parser{};
    std::string target{};
    std::string name{};
    std::string value{};
    std::size_t header_bytes = 0, header_count = 0, hosts = 0, chunks = 0, body_bytes = 0, body_allowed = 0;
    bool reading_value = false, started = false, head_complete = false, complete = false, expects_continue = false;
    Refusal refusal = Refusal::none;
};

namespace {

template <class State>
State& state_of(http_parser* parser) {
    return *static_cast<State*>(parser->data);
}

template <class State>
http_parser_settings make_callbacks() {
    http_parser_settings callbacks;
    http_parser_settings_init(&callbacks);
    callbacks.on_url = [](http_parser* parser, char const* at, std::size_t size) {
        return state_of<State>(parser).on_target({at, size});
    };
    callbacks.on_header_field = [](http_parser* parser, char const* at, std::size_t size) {
        return state_of<State>(parser).on_name({at, size});
    };
    callbacks.on_header_value = [](http_parser* parser, char const* at, std::size_t size) {
        return state_of<State>(parser).on_value({at, size});
    };
    callbacks.on_headers_complete = [](http_parser* parser) { return state_of<State>(parser).on_head_complete(); };
    callbacks.on_body = [](http_parser* parser, char const*, std::size_t size) {
        return state_of<State>(parser).on_body(size);
    };
    callbacks.on_chunk_header = [](http_parser* parser) { return state_of<State>(parser).on_chunk(); };
    callbacks.on_message_complete = [](http_parser* parser) { return state_of<State>(parser).on_complete(); };
    return callbacks;
}

Refusal refusal_of(http_errno error) {
    switch (error) {
    case HPE_HEADER_OVERFLOW: return Refusal::header_too_large;
    case HPE_INVALID_VERSION: return Refusal::version_not_supported;
    case HPE_INVALID_TRANSFER_ENCODING: return Refusal::not_implemented;
    default: return Refusal::malformed;
    }
}

}  // namespace

Framing::Framing(BodyMax const& body_max) : state_(std::make_unique<State>(body_max)) {}
Framing::~Framing() = default;

void Framing::begin() { state_->begin(); }

Framing::Step Framing::feed(std::string_view bytes) {
    static http_parser_settings const callbacks = make_callbacks<State>();
    auto& state = *state_;
    state.started = state.started || !bytes.empty();
    bool const had_head = state.head_complete;
    auto const taken = http_parser_execute(&state.parser, &callbacks, bytes.data(), bytes.size());
    auto const error = HTTP_PARSER_ERRNO(&state.parser);
    Step step{.taken = std::min(taken, bytes.size()), .complete = state.complete, .refusal = state.refusal};
    step.head_complete = state.head_complete && !had_head;
    if (error != HPE_OK && error != HPE_PAUSED && step.refusal == Refusal::none) step.refusal = refusal_of(error);
    return step;
}

bool Framing::started() const { return state_->started; }
bool Framing::wants_continue() const { return state_->expects_continue; }
std::size_t Framing::body_bytes_expected() const { return state_->body_allowed; }

}  // namespace cairn
