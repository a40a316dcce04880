#include "http/reading.hpp"

#include "base/text.hpp"
#include "http/cursor.hpp"

namespace cairn {
namespace {

constexpr char key_separator = '\x1f';

std::string columns_of(std::vector<std::string> const& order, std::string_view direction = "") {
    std::string text;
    for (auto const& column : order) {
        if (!text.empty()) text += ", ";
        text += column;
        text += direction;
    }
    return text;
}

// "(c.service_date, c.id) < ($4, $5)"
Result<void> begin_after(Listing& listing, std::string_view cursor) {
    auto const keys = split(cursor, key_separator);
    if (keys.size() != listing.order.size()) {
        return invalid("cursor", "unknown", "This cursor is not one of this list; start again without it.");
    }
    std::string places;
    for (auto const key : keys) places += (places.empty() ? "" : ", ") + listing.bind(std::string(key));
    listing.where("(" + columns_of(listing.order) + (listing.descending ? ") < (" : ") > (") + places + ")");
    return {};
}

std::string select_text(Listing const& listing, std::string const& limit) {
    std::string text = "SELECT " + listing.columns + ", " + columns_of(listing.order) + " FROM " + listing.from;
    std::string_view before = " WHERE ";
    for (auto const& condition : listing.conditions) {
        text += before;
        text += condition;
        before = " AND ";
    }
    return text + " ORDER BY " + columns_of(listing.order, listing.descending ? " DESC" : "") + " LIMIT " + limit;
}

std::vector<std::string> keys_of(Row const& row, RecordType const& item, std::size_t count) {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < count; ++i) keys.emplace_back(row.text(static_cast<int>(item.fields.size() + i)));
    return keys;
}

}  // namespace

std::string Listing::bind(SqlValue value) {
    parameters.push_back(std::move(value));
    return "$" + std::to_string(parameters.size());
}

void Listing::where_given(Call const& call, std::string_view parameter, std::string const& column) {
    if (auto const value = call.parameter(parameter)) where(column + " = " + bind(*value));
}

void Listing::where_id_given(Call const& call, std::string_view parameter, std::string const& column) {
    auto const value = call.parameter(parameter);
    if (!value) return;
    auto const id = Uuid::parse(*value);
    where(column + " = " + bind(id ? to_string(*id) : std::string()));
}

void Listing::within_sight(Permit const& permit, std::string_view column) {
    if (!permit.sees_everyone()) where(sight_list_condition(permit, column, parameters));
}

Result<HttpResponse> list_page(Call& call, Database& database, RecordType const& item, Listing listing,
                               PrepareItem const& prepare) {
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const after = call.after();
    if (!after) return after.error();
    if (*after) {
        if (auto const begun = begin_after(listing, **after); !begun) return begun.error();
    }
    auto const one_more = listing.bind(static_cast<std::int64_t>(*limit + 1));
    auto const sql = select_text(listing, one_more);
    std::optional<Page> page;
    std::vector<std::string> last;
    database.read([&](Reader& reader) {
        page.emplace(call);
        reader.each({sql, listing.parameters}, [&](Row const& row) {
            if (page->size() == *limit) {
                page->next(join(last, std::string_view(&key_separator, 1)));
                return false;
            }
            auto const record = item.make();
            read_record(item, row, record.get());
            if (prepare) prepare(record.get());
            if (auto chart = chart_of(item, record.get()); !chart.empty()) call.saw(std::move(chart));
            page->add(to_shown_json(item, record.get()));
            last = keys_of(row, item, listing.order.size());
            return true;
        });
    });
    return std::move(*page).response();
}

std::string cursor_after(Call const& call, std::string_view operation, std::vector<std::string> const& keys) {
    return call.cursors->seal(operation, join(keys, std::string_view(&key_separator, 1)));
}

}  // namespace cairn
