#include "access/access_log.hpp"
#include "base/text.hpp"
#include "features/accounts/account_routes.hpp"
#include "features/accounts/account_views.hpp"

namespace cairn {
namespace {

struct Filter {
    std::optional<std::string> participant_id{};
    std::optional<std::string> actor{};
    std::optional<Instant> from{};    // included
    std::optional<Instant> before{};  // not included
};

// A day is the program's own; an instant is itself.
std::optional<Instant> instant_of(Call const& call, std::string_view name, std::string const& zone, bool end_of_day,
                                  Problems& problems) {
    auto const text = call.parameter(name);
    if (!text) return std::nullopt;
    auto const moment = Moment::parse(*text);
    if (!moment) {
        problems.push_back(
            {std::string(name), "moment", "Give a day (2026-08-03) or an instant (2026-08-03T14:05:00Z)."});
        return std::nullopt;
    }
    if (moment->has_time()) return std::get<Instant>(moment->value);
    auto const day = std::get<Date>(moment->value);
    return start_of_day(end_of_day ? day + 1 : day, zone).value();
}

Result<Filter> filter_of(Call const& call, Organization& organization) {
    Problems problems;
    auto const zone = organization.program()->settings.time_zone;
    Filter filter{.participant_id = call.parameter("participant_id"), .actor = call.parameter("actor")};
    if (!filter.participant_id && !filter.actor) {
        problems.push_back({"participant_id", "required",
                            "Say who was seen (participant_id) or whose reading it is (actor), or both."});
    }
    if (filter.participant_id && !Uuid::parse(*filter.participant_id)) {
        problems.push_back({"participant_id", "id", "This is not an id."});
    }
    filter.from = instant_of(call, "from", zone, false, problems);
    filter.before = instant_of(call, "to", zone, true, problems);
    if (!problems.empty()) return invalid(std::move(problems));
    return filter;
}

// One list of rows, the newest first, of a participant (or `whole_program_seen`), an actor, or both. `after` is
// "AT POSITION" of the last row of the page before.
class Query {
public:
    Query(Filter const& filter, std::optional<std::string> const& after, std::size_t limit) {
        if (filter.from) conditions_ += " AND l.at >= " + parameter(to_string(*filter.from));
        if (filter.before) conditions_ += " AND l.at < " + parameter(to_string(*filter.before));
        if (filter.actor) conditions_ += " AND l.actor = " + parameter(*filter.actor);
        if (after) {
            auto const parts = split(*after, ' ');
            auto const at = parameter(std::string(parts.at(0)));
            auto const position = static_cast<std::int64_t>(std::stoll(std::string(parts.at(1))));
            conditions_ += " AND (l.at, l.position) < (" + at + ", " + parameter(position) + ")";
        }
        order_ = " ORDER BY at DESC, position DESC LIMIT " + parameter(static_cast<std::int64_t>(limit));
        // Whoever took the whole program along has seen this participant too. Each part follows its own index.
        auto const rows = filter.participant_id
                              ? "SELECT * FROM (" + of(*filter.participant_id) + ") AS one UNION ALL SELECT * FROM (" +
                                    of(std::string(whole_program_seen)) + ") AS whole"
                              : list("TRUE");
        sql_ = "SELECT r.at, r.actor, r.staff_id, h.display_name, r.operation, r.request_id, r.participant_id, "
               "r.position FROM (" +
               rows + ") AS r LEFT JOIN account_holder h ON h.staff_id = r.staff_id" + order_;
    }
    Query(Query const&) = delete;
    Query& operator=(Query const&) = delete;

    Statement statement() const { return {sql_, parameters_}; }

private:
    std::string parameter(SqlValue value) {
        parameters_.push_back(std::move(value));
        return "$" + std::to_string(parameters_.size());
    }
    std::string of(std::string participant) { return list("l.participant_id = " + parameter(std::move(participant))); }
    std::string list(std::string const& condition) const {
        // unbounded: order_ ends in a LIMIT
        return "SELECT l.at, l.actor, l.staff_id, l.operation, l.request_id, l.participant_id, l.position "
               "FROM access_log l WHERE " +
               condition + conditions_ + order_;
    }

    SqlValues parameters_{};
    std::string conditions_{};
    std::string order_{};
    std::string sql_{};
};

Result<HttpResponse> list_access_log(Call& call, Organization& organization) {
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const after = call.after();
    if (!after) return after.error();
    auto const filter = filter_of(call, organization);
    if (!filter) return filter.error();
    Page page(call);
    Query const query(*filter, *after, *limit + 1);
    std::string last;
    organization.database().read([&](Reader& reader) {
        reader.each(query.statement(), [&](Row const& row) {
            if (page.size() == *limit) {
                page.next(last);
                return false;
            }
            auto const entry = read_record<AccessLogEntry>(row);
            page.add_record(entry);
            if (entry.participant_id != whole_program_seen) call.saw(entry.participant_id);
            constexpr int position = 7;
            last = to_string(entry.at) + ' ' + std::to_string(row.integer(position));
            return true;
        });
    });
    return std::move(page).response();
}

}  // namespace

Routes access_log_routes(Organization& organization) {
    return {{.method = Method::get,
             .path = "/access-log",
             .needs = Permission::read_access_log,
             .operation = "list_access_log",
             .summary = "Who saw a participant, or whom an account saw; the newest first. The participant * is the "
                        "whole program.",
             .takes = {.query = {{"participant_id", "who was seen"},
                                 {"actor", "the account's id, or operator:NAME"},
                                 {"from", "first day, or an instant"},
                                 {"to", "last day, or an instant that is not included"}},
                       .page = true},
             .gives = {.shape = Shape::page, .record = &record_type<AccessLogEntry>()},
             .handle = [&organization](Call& call) { return list_access_log(call, organization); }}};
}

}  // namespace cairn
