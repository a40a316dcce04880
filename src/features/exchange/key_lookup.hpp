// Finds what outside keys stand for: the statements of import on the table external_key.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "features/exchange/import_row.hpp"
#include "store/database.hpp"

namespace cairn {

using KeyFound = std::function<void(std::string key, StoredKey stored)>;
void look_up_keys(Reader& reader, std::string_view record_type, std::set<std::string> const& keys,
                  KeyFound const& found);

using RecordFound = std::function<void(std::string id, std::shared_ptr<void> record)>;
void look_up_records(Reader& reader, RecordType const& type, std::set<std::string> const& ids,
                     RecordFound const& found);

// Which of these ids the table of that record has.
std::set<std::string> look_up_ids(Reader& reader, std::string_view record_type, std::set<std::string> const& ids);

// Which of these ids a reference of that type names: `found(id, by)` for each record that does. Without `each_record`,
// once for each id, and `by` is empty.
using NameFound = std::function<void(std::string_view id, std::string by)>;
void look_up_naming(Reader& reader, RecordType const& type, Field const& field, std::set<std::string> const& ids,
                    bool each_record, NameFound const& found);

// Which of these participants were merged into another, and into whom.
std::unordered_map<std::string, std::string> look_up_merged(Reader& reader, std::set<std::string> const& ids);

}  // namespace cairn
