// What the program says of itself in other formats.
#include <ostream>

#include "app/commands.hpp"
#include "app/served_organization.hpp"
#include "base/temporary_folder.hpp"
#include "base/version.hpp"
#include "http/openapi.hpp"

namespace cairn {
namespace {

// Routes hang on an organization, so one is made that is gone with this object.
class NobodysOrganization {
public:
    NobodysOrganization() : passwords_(randomness_) {}

    Result<Routes> routes() {
        auto const database = "sqlite:" + (folder_.path() / "nobodys.db").string();
        auto const config = load_config(std::nullopt, {{"database", database},
                                                       {"anchors", (folder_.path() / "anchors").string()},
                                                       {"exchange_folder", (folder_.path() / "exchange").string()}});
        if (!config) return config.error();
        {
            auto const made = Workplace::open(*config, Opening::may_create);
            if (!made) return made.error();
        }
        auto served = ServedOrganization::open(*config, {.name = "", .database = database}, false, passwords_);
        if (!served) return served.error();
        return (*served)->api().routes();
    }

private:
    TemporaryFolder folder_;
    SystemRandomness randomness_;
    Passwords passwords_;
};

}  // namespace

int schema_openapi_command(Config const& /*config*/, Terminal& terminal) {
    NobodysOrganization organization;
    auto const routes = organization.routes();
    if (!routes) return refused(routes.error(), terminal);
    terminal.out << openapi_document(*routes, "/api/v1", program_version());
    return exit_done;
}

}  // namespace cairn
