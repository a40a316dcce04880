// What the server counts about itself, in the text format that Prometheus reads. Nothing about participants: requests
// by operation and class of status, how long they took, and gauges that others answer.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cairn {

// Upper ends of the histogram's steps, in seconds; what took longer is in the last one, +Inf.
inline constexpr std::array duration_steps{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0};

class Metrics {
public:
    // Operations that are counted each for itself; every other is counted as "other".
    explicit Metrics(std::vector<std::string> operations);
    Metrics(Metrics const&) = delete;
    Metrics& operator=(Metrics const&) = delete;
    ~Metrics();

    // From any thread, without waiting for anybody.
    void count(std::string_view operation, int status, std::chrono::microseconds took);
    // Asked whenever the metrics are. Add all before serving.
    void add_gauge(std::string name, std::string help, std::function<double()> ask);
    std::string text() const;

private:
    struct Operation;
    struct Gauge {
        std::string name;
        std::string help;
        std::function<double()> ask;
    };
    std::map<std::string, std::unique_ptr<Operation>, std::less<>> operations_;
    Operation* other_ = nullptr;
    std::vector<Gauge> gauges_{};
};

// Of this process, in bytes; 0 when the system does not tell.
double resident_memory_bytes();

}  // namespace cairn
