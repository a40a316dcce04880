// Every limit of the server that is not one of HTTP's own (framing.hpp), with its number.
#pragma once

#include <chrono>
#include <cstddef>

namespace cairn {

struct GuardLimits {
    std::size_t connections = 1024;
    std::size_t connections_per_address = 256;  // IPv6: per /64. A clinic may stand behind one address
    std::chrono::seconds handshake{10};
    std::chrono::seconds idle{75};  // between two requests of a connection
    std::chrono::seconds head{10};  // from the first byte of a request to the end of its head
    std::chrono::seconds body{20};  // for a body, and the time that it takes at the slowest rate
    std::size_t body_bytes_per_second = 4096;
    std::chrono::seconds write{30};  // without any progress
    std::chrono::seconds linger{2};  // for a refusal to be read
    std::size_t lingering_bytes = 16U << 20U;
    std::size_t large_bodies = 4;          // above small_body_bytes_max, at once
    std::size_t body_bytes = 512U << 20U;  // of all requests together
};

struct EventStreamLimits {
    std::size_t streams = 512;
    std::chrono::seconds comment{15};          // a comment after so long: nobody between takes the line for dead
    std::chrono::seconds lifetime{600};        // then it ends; clients come back by themselves
    std::size_t waiting_bytes = 256U * 1024U;  // written, not yet taken by the client
};

struct ServerLimits {
    GuardLimits guard{};
    EventStreamLimits events{};
    std::size_t workers = 32;
    std::size_t queued_requests = 512;
    std::chrono::seconds drain{30};  // for what runs when the server is stopped
};

}  // namespace cairn
