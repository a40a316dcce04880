// Private files (mode 0600) that survive a power cut: anchors, backups, keys.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace cairn {

// An open descriptor, closed with the object.
class File {
public:
    // Each gives `unavailable` with the system's reason when the file cannot be opened.
    static Result<File> create_new(std::filesystem::path const& path);      // `already_exists` rather than overwrite
    static Result<File> open_to_append(std::filesystem::path const& path);  // made when missing, read and written
    static Result<File> open_to_read(std::filesystem::path const& path);    // `not_found` when there is none

    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;
    ~File();

    Result<void> append(std::string_view bytes);
    // Up to `size` bytes from `offset`; fewer at the end of the file.
    Result<std::string> read_at(std::int64_t offset, std::size_t size) const;
    Result<std::int64_t> size() const;
    Result<void> truncate(std::int64_t size);
    Result<void> lock();  // waits for other processes that hold it
    Result<void> sync();

private:
    File(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
    Error failed(std::string_view doing) const;

    int descriptor_ = -1;
    std::string name_;
};

// Makes what happened to the names in a folder (create, rename) durable.
Result<void> sync_folder(std::filesystem::path const& folder);
// The folder that a path lies in, "." when it names none.
std::filesystem::path folder_of(std::filesystem::path const& path);

}  // namespace cairn
