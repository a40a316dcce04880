// The real door and the real log of reads for an Api: access lies below http and knows no interface of it.
#pragma once

#include "access/access_log.hpp"
#include "access/gate.hpp"
#include "http/api.hpp"

namespace cairn {

class GateDoor final : public Door {
public:
    explicit GateDoor(Gate& gate) : gate_(gate) {}
    Result<Permit> enter(std::string_view token) override { return gate_.enter(token); }

private:
    Gate& gate_;
};

class AccessReadLog final : public ReadLog {
public:
    explicit AccessReadLog(AccessLog& log) : log_(log) {}
    bool is_open() const override { return log_.is_open(); }
    void saw(Permit const& permit, std::string_view operation, std::string_view request_id,
             std::set<std::string> const& participants) override {
        log_.saw(permit, operation, request_id, participants);
    }

private:
    AccessLog& log_;
};

}  // namespace cairn
