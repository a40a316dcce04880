#include "http/metrics.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace cairn {
namespace {

constexpr std::size_t status_classes = 6;  // 1xx to 5xx; the first is for what is none

}  // namespace

struct Metrics::Operation {
    std::array<std::atomic<std::uint64_t>, status_classes> by_class{};
    std::array<std::atomic<std::uint64_t>, duration_steps.size() + 1> by_duration{};
    std::atomic<std::uint64_t> microseconds{0};
};

Metrics::Metrics(std::vector<std::string> operations) {
    operations.emplace_back("other");
    for (auto& name : operations) operations_.try_emplace(std::move(name), std::make_unique<Operation>());
    other_ = operations_.at("other").get();
}

Metrics::~Metrics() = default;

void Metrics::count(std::string_view operation, int status, std::chrono::microseconds took) {
    auto const at = operations_.find(operation);
    auto& counted = at == operations_.end() ? *other_ : *at->second;
    auto const status_class = std::clamp(status / 100, 0, static_cast<int>(status_classes) - 1);
    auto const seconds = std::chrono::duration<double>(took).count();
    auto const step = std::lower_bound(duration_steps.begin(), duration_steps.end(), seconds) - duration_steps.begin();
    counted.by_class.at(static_cast<std::size_t>(status_class)).fetch_add(1, std::memory_order_relaxed);
    counted.by_duration.at(static_cast<std::size_t>(step)).fetch_add(1, std::memory_order_relaxed);
    counted.microseconds.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
}

void Metrics::add_gauge(std::string name, std::string help, std::function<double()> ask) {
    gauges_.push_back({std::move(name), std::move(help), std::move(ask)});
}

std::string Metrics::text() const {
    std::string out = "# HELP cairn_requests_total Requests answered, by operation and class of status.\n"
                      "# TYPE cairn_requests_total counter\n";
    for (auto const& [name, operation] : operations_) {
        for (std::size_t i = 0; i < status_classes; ++i) {
            auto const count = operation->by_class.at(i).load(std::memory_order_relaxed);
            if (count == 0) continue;
            out += fmt::format("cairn_requests_total{{operation=\"{}\",status=\"{}xx\"}} {}\n", name, i, count);
        }
    }
    out += "# HELP cairn_request_seconds Time from the complete request to its answer, waiting for a worker included.\n"
           "# TYPE cairn_request_seconds histogram\n";
    for (auto const& [name, operation] : operations_) {
        std::uint64_t sum = 0;
        std::string steps;
        for (std::size_t i = 0; i <= duration_steps.size(); ++i) {
            sum += operation->by_duration.at(i).load(std::memory_order_relaxed);
            steps += fmt::format("cairn_request_seconds_bucket{{operation=\"{}\",le=\"{}\"}} {}\n", name,
                                 i < duration_steps.size() ? fmt::format("{}", duration_steps.at(i)) : "+Inf", sum);
        }
        if (sum == 0) continue;
        auto const seconds = static_cast<double>(operation->microseconds.load(std::memory_order_relaxed)) / 1e6;
        out += steps + fmt::format("cairn_request_seconds_sum{{operation=\"{0}\"}} {1:.6f}\n"
                                   "cairn_request_seconds_count{{operation=\"{0}\"}} {2}\n",
                                   name, seconds, sum);
    }
    for (auto const& gauge : gauges_) {
        out += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", gauge.name, gauge.help, gauge.ask());
    }
    return out;
}

double resident_memory_bytes() {
    std::ifstream statm("/proc/self/statm");
    double all = 0;
    double resident = 0;
    statm >> all >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace cairn
