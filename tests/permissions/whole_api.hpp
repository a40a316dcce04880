// The whole API of an organization in a fresh database, asked without a socket by whoever the test lets in.
#pragma once

#include <memory>
#include <string>

#include "access/gate.hpp"
#include "access/passwords.hpp"
#include "app/routes.hpp"
#include "features/exchange/exchange.hpp"
#include "features/program/program.hpp"
#include "features/sync/change_watch.hpp"
#include "http/testing.hpp"
#include "store/testing.hpp"

namespace cairn {

class WholeApi {
public:
    explicit WholeApi(Engine engine);
    ~WholeApi();

    TestDatabase& store() { return store_; }
    Organization& organization() { return organization_; }
    ApiTester& api() { return *api_; }
    Permit const& operator_permit() const { return operator_; }
    std::string key() { return "made-" + std::to_string(++keys_); }
    template <class Record>
    Id<Record> new_id() {
        return store_.ids().next_id<Record>();
    }

private:
    TestDatabase store_;
    Organization organization_;
    Permit operator_ = authorize_operator("test");
    SystemRandomness randomness_;
    Passwords passwords_;
    Gate gate_;
    ChangeWatch watch_;
    std::unique_ptr<ExchangeJobs> exchange_;
    std::unique_ptr<ApiTester> api_;
    int keys_ = 0;
};

}  // namespace cairn
