// Where one HTTP/1 request ends and the next begins, and what is refused before anybody works on it (RFC 9112). Knows
// no sockets: it is given bytes as they arrive.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cairn {

inline constexpr std::size_t target_characters_max = 32U * 1024U;  // a sync cursor stands in the query
inline constexpr std::size_t header_bytes_max = 32U * 1024U;       // names and values together
inline constexpr std::size_t header_count_max = 100;
inline constexpr std::size_t small_body_bytes_max = 1U << 20U;  // of every address that takes no upload
inline constexpr std::size_t upload_bytes_max = 64U << 20U;     // where files are brought in
inline constexpr std::size_t chunks_max = 65536;                // of a body that comes in chunks

// The bytes that a request's body may have, by its method and target.
using BodyMax = std::function<std::size_t(std::string_view method, std::string_view target)>;

enum class Refusal : std::uint8_t {
    none,
    malformed,
    no_host,
    target_too_long,
    header_too_large,
    body_too_large,
    version_not_supported,
    not_implemented,     // CONNECT, and codings of a body other than chunked
    expectation_failed,  // an Expect other than 100-continue
    busy,                // too much is being sent at once
};

struct RefusalInfo {
    int status;
    std::string_view title;
    std::string_view code;
    std::string_view detail;
};
RefusalInfo const& info(Refusal refusal);

class Framing {
public:
    struct Step {
        std::size_t taken = 0;       // bytes that belong to this request; the rest begins the next one
        bool complete = false;       // the request has ended
        bool head_complete = false;  // its head ended within these bytes
        Refusal refusal = Refusal::none;
    };

    explicit Framing(BodyMax const& body_max);
    Framing(Framing const&) = delete;
    Framing& operator=(Framing const&) = delete;
    ~Framing();

    // Begins with the next request.
    void begin();
    Step feed(std::string_view bytes);

    bool started() const;  // something of the request has arrived
    // Once the head has ended: whether the client waits for 100 Continue, and the most that the body may have, which is
    // what it announced when it did.
    bool wants_continue() const;
    std::size_t body_bytes_expected() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace cairn
