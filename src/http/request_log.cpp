#include "http/request_log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "record/json.hpp"

namespace cairn {
namespace {

constexpr std::chrono::milliseconds gather_time{50};  // what is logged meanwhile is written together

void append_member(std::string& line, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    append_json_string(line += (line.size() > 1 ? "," : ""), name);
    append_json_string(line += ':', value);
}

// A log that cannot be written is no reason to stop serving.
void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        auto const written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

RequestLog::RequestLog(int descriptor, Clock const& clock) : descriptor_(descriptor), clock_(clock) {
    writer_ = std::thread([this] { run(); });
}

RequestLog::~RequestLog() {
    {
        std::scoped_lock const lock(mutex_);
        ending_ = true;
    }
    changed_.notify_one();
    writer_.join();
}

void RequestLog::answered(Answered const& answered, std::chrono::microseconds took) {
    std::string line = "{";
    append_member(line, "at", to_string(clock_.now()));
    append_member(line, "request_id", answered.request_id);
    append_member(line, "organization", answered.organization);
    append_member(line, "method", answered.method);
    append_member(line, "operation", answered.operation);
    line += fmt::format(",\"status\":{},\"ms\":{:.3f}", answered.status, static_cast<double>(took.count()) / 1000.0);
    append_member(line, "actor", answered.actor);
    add(line + "}\n");
}

void RequestLog::event(std::string_view event, std::string_view detail) {
    std::string line = "{";
    append_member(line, "at", to_string(clock_.now()));
    append_member(line, "event", event);
    append_member(line, "detail", detail);
    add(line + "}\n");
}

void RequestLog::add(std::string line) {
    std::scoped_lock const lock(mutex_);
    if (waiting_.size() + line.size() > log_bytes_waiting_max) {
        ++left_out_;
        return;
    }
    bool const was_empty = waiting_.empty();
    waiting_ += line;
    if (was_empty) changed_.notify_one();
}

void RequestLog::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
        if (!ending_) changed_.wait_for(lock, gather_time, [&] { return ending_; });
        auto text = std::exchange(waiting_, {});
        if (auto const missing = std::exchange(left_out_, 0); missing > 0) {
            text += fmt::format("{{\"event\":\"lines_left_out\",\"count\":{}}}\n", missing);
        }
        bool const last = ending_;
        lock.unlock();
        write_all(descriptor_, text);
        if (last) return;
        lock.lock();
    }
}

}  // namespace cairn
