// A client that sends what it likes, byte by byte. For tests only.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace cairn {

class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error("cannot connect");
        }
    }
    RawClient(RawClient const&) = delete;
    RawClient& operator=(RawClient const&) = delete;
    RawClient(RawClient&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)), closed_(other.closed_), left_(std::move(other.left_)) {}
    ~RawClient() { close(); }

    // False when the server has closed meanwhile.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void half_close() { ::shutdown(socket_, SHUT_WR); }
    // Closes without the usual goodbye.
    void reset() {
        linger const at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close();
    }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }

    // Everything until the server closes, or for so long nothing has come.
    std::string read_all(int patience_seconds = 20) {
        std::string text = std::exchange(left_, {});
        while (more(text, patience_seconds)) {
        }
        return text;
    }
    // Whether the server closes within that time, whatever it says before.
    bool is_closed(int patience_seconds = 20) {
        std::string text;
        while (more(text, patience_seconds)) {
        }
        return closed_;
    }
    // Until `end` has come.
    std::string read_until(std::string_view end, int patience_seconds = 20) {
        std::string text = std::exchange(left_, {});
        while (text.find(end) == std::string::npos && more(text, patience_seconds)) {
        }
        return text;
    }
    // One answer that says how long it is.
    std::string read_answer(int patience_seconds = 20) {
        auto text = read_until("\r\n\r\n", patience_seconds);
        auto const head = text.find("\r\n\r\n");
        if (head == std::string::npos) return text;
        constexpr std::string_view name = "Content-Length: ";
        auto const length_at = text.find(name);
        std::size_t const length =
            length_at < head ? static_cast<std::size_t>(std::stoul(text.substr(length_at + name.size()))) : 0;
        auto const end = head + 4 + length;
        while (text.size() < end && more(text, patience_seconds)) {
        }
        if (text.size() > end) left_ = text.substr(end);
        return text.substr(0, end);
    }

private:
    bool more(std::string& text, int patience_seconds) {
        pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
        if (closed_ || ::poll(&waiting, 1, patience_seconds * 1000) <= 0) return false;
        char buffer[65536];
        auto const got = ::recv(socket_, buffer, sizeof buffer, 0);
        closed_ = got <= 0;
        if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
        return got > 0;
    }

    int socket_;
    bool closed_ = false;
    std::string left_{};
};

// "HTTP/1.1 431 …" -> 431; 0 for anything else.
inline int status_of(std::string_view answer) {
    if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) return 0;
    return std::stoi(std::string(answer.substr(9, 3)));
}

}  // namespace cairn
