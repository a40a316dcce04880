// How routes read: one record, or a page of a list. Whom an answer shows is noted for the access log.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "access/sight.hpp"
#include "http/route.hpp"
#include "store/database.hpp"
#include "store/sql.hpp"

namespace cairn {

// The record that the path names, or the refusal that one which does not exist meets: the same when it lies in a chart
// that the caller may not see.
template <class Record>
Result<Record> read_visible(Call& call, Database& database, std::string_view placeholder = "id") {
    auto const id = call.id<Record>(placeholder);
    if (!id) return id.error();
    std::optional<Record> record;
    database.read([&](Reader& reader) { record = fetch_visible(reader, call.permit, *id); });
    if (!record) return not_found(record_type<Record>().name);
    if (auto chart = chart_of(record_type<Record>(), &*record); !chart.empty()) call.saw(std::move(chart));
    return *std::move(record);
}

// What is listed, in parts of one SELECT.
struct Listing {
    std::string columns;  // the members of the item in their order: column_list(record_type<Contact>(), "c.")
    std::string from;     // "contact c"
    // Columns of text that are never null and together name one row.
    std::vector<std::string> order{};
    bool descending = false;
    std::vector<std::string> conditions{};
    SqlValues parameters{};

    // Takes a value in and gives its place in the text, "$3".
    std::string bind(SqlValue value);
    void where(std::string condition) { conditions.push_back(std::move(condition)); }
    // The query parameter of that name, when it was given, equals the column.
    void where_given(Call const& call, std::string_view parameter, std::string const& column);
    // The same for an id; one that is none equals nothing.
    void where_id_given(Call const& call, std::string_view parameter, std::string const& column);
    // Only people whom the caller may see.
    void within_sight(Permit const& permit, std::string_view column);
};

// A list goes on after the last key of the page before, so that what is added meanwhile neither repeats nor hides a
// row.
//
// Called for each item before it is shown, to take out what this caller may not read.
using PrepareItem = std::function<void(void* item)>;

// One page as limit and cursor ask for it. Items that lie in a chart are noted for the access log.
Result<HttpResponse> list_page(Call& call, Database& database, RecordType const& item, Listing listing,
                               PrepareItem const& prepare = {});

template <class Item>
Result<HttpResponse> list_page(Call& call, Database& database, Listing listing,
                               std::function<void(Item&)> const& prepare = {}) {
    if (!prepare) return list_page(call, database, record_type<Item>(), std::move(listing));
    return list_page(call, database, record_type<Item>(), std::move(listing),
                     [&](void* item) { prepare(*static_cast<Item*>(item)); });
}

// The cursor of list_page, for answers that show the first page of a list beside other things: what `operation` takes
// as `cursor` to go on after `keys`, the values of `order`.
std::string cursor_after(Call const& call, std::string_view operation, std::vector<std::string> const& keys);

}  // namespace cairn
