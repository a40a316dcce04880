#include "whole_api.hpp"

#include "app/wire.hpp"

namespace cairn {

WholeApi::WholeApi(Engine engine)
    : store_(engine),
      organization_(store_.database(), store_.clock(), store_.ids()),
      passwords_(randomness_),
      gate_(store_.database(), passwords_, store_.clock(), randomness_),
      watch_(store_.database()) {
    seed_program(organization_);
    ExchangeParts parts{.importables = all_importables(),
                        .types = all_record_types(),
                        .folder = store_.folder() / "exchange",
                        .permit_now = [](Permit const& asked) -> Result<Permit> { return asked; }};
    exchange_ = std::make_unique<ExchangeJobs>(organization_, std::move(parts));
    api_ =
        std::make_unique<ApiTester>(all_routes({organization_, watch_, gate_, passwords_, *exchange_}), store_.clock());
}

WholeApi::~WholeApi() = default;

}  // namespace cairn
