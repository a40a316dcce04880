// Items of a backup's content as bytes: private to its format.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/sql.hpp"

namespace cairn {

void put_number(std::string& out, std::uint64_t number, int bytes);
void put_text(std::string& out, std::string_view text);
void put_cell(std::string& out, SqlValue const& cell);

// Takes bytes from the front of a text; after the first that is not there, `failed` and only zeros.
class ItemReader {
public:
    explicit ItemReader(std::string_view bytes) : rest_(bytes) {}

    bool at_end() const { return rest_.empty(); }
    bool failed() const { return failed_; }
    std::uint64_t number(int bytes);
    std::string_view text();
    SqlValue cell();

private:
    std::string_view take(std::size_t size);

    std::string_view rest_;
    bool failed_ = false;
};

}  // namespace cairn
