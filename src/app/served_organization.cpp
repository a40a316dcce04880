#include "app/served_organization.hpp"

#include "access/organization_key.hpp"
#include "app/routes.hpp"
#include "features/caseloads/caseload.hpp"
#include "store/anchor.hpp"
#include "store/migrate.hpp"

namespace cairn {
namespace {

ExchangeParts exchange_parts(Organization& organization, Config const& config) {
    return {.importables = all_importables(),
            .types = all_record_types(),
            .folder = exchange_folder(config),
            .permit_now = [&organization](Permit const& asked) { return present_permit(organization, asked); }};
}

}  // namespace

Result<std::unique_ptr<ServedOrganization>> ServedOrganization::open(Config config, ServedName served, bool secure,
                                                                     Passwords& passwords) {
    auto kept = std::make_unique<Config>(std::move(config));
    auto workplace = Workplace::open(*kept, Opening::existing);
    if (!workplace) return workplace.error();
    return std::unique_ptr<ServedOrganization>(
        new ServedOrganization(std::move(kept), std::move(served), std::move(*workplace), secure, passwords));
}

ServedOrganization::ServedOrganization(std::unique_ptr<Config> config, ServedName served,
                                       std::unique_ptr<Workplace> workplace, bool secure, Passwords& passwords)
    : config_(std::move(config)),
      served_(std::move(served)),
      workplace_(std::move(workplace)),
      gate_(workplace_->database(), passwords, workplace_->clock(), randomness_,
            {.idle_minutes = config_->number("session_idle_minutes"), .hours = config_->number("session_hours")}),
      access_log_(workplace_->database(), workplace_->clock()),
      door_(gate_),
      read_log_(access_log_),
      watch_(workplace_->database()),
      exchange_(workplace_->organization(), exchange_parts(workplace_->organization(), *config_)) {
    ApiSettings settings{.base = served_.prefix() + "/api/v1"};
    settings.cookie.secure = secure;
    if (!served_.name.empty()) settings.cookie.name = "cairn_" + served_.name;
    if (!served_.prefix().empty()) settings.cookie.path = served_.prefix();
    settings.origins = config_->list("origins");
    auto& database = workplace_->database();
    auto routes = all_routes({workplace_->organization(), watch_, gate_, passwords, exchange_, settings.cookie});
    Cursors cursors(organization_key(database, randomness_, cursor_key_name), randomness_);
    api_ = std::make_unique<Api>(std::move(settings), std::move(routes), door_, read_log_, workplace_->clock(),
                                 randomness_, std::move(cursors));
}

std::string_view ServedOrganization::missing() {
    std::scoped_lock const lock(mutex_);
    auto const now = workplace_->clock().now();
    if (now.milliseconds - looked_at_.milliseconds >= ready_believed_milliseconds) {
        missing_ = look_for_missing();
        looked_at_ = now;
    }
    return missing_;
}

std::string_view ServedOrganization::look_for_missing() {
    try {
        auto const state = migration_state(workplace_->database());
        if (!state || !state->pending.empty()) return "migrations";
    } catch (std::exception const&) {
        return "database";
    }
    return access_log_.is_open() ? "" : "access_log";
}

Result<void> ServedOrganization::do_what_is_due() {
    auto const done = apply_due_transfers(authorize_operator("server"), workplace_->organization());
    if (!done) return done.error();
    return {};
}

Result<void> ServedOrganization::anchor() {
    auto const path = anchor_path(*config_);
    if (!path) return {};
    auto const written = write_anchor(workplace_->database(), *path, workplace_->clock());
    if (!written) return written.error();
    return {};
}

}  // namespace cairn
