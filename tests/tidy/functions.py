"""Finds the functions of C++ code whose literals and comments are blanked out."""

import re

SCOPE = re.compile(r"^(?:\s|template\s*<[^{}]*>|\[\[.*?\]\]|export|inline|typedef|static|constexpr)*"
                   r"(?:namespace|class|struct|union|enum|extern)\b", re.DOTALL)
# What may stand between the parameters of a function and its body.
AFTER_PARAMETERS = re.compile(r"\)\s*(?:const|noexcept|override|final|mutable|volatile|&&|&|\s)*(?:->.*|:[^:].*|requires.*)?$",
                              re.DOTALL)


def is_scope(header):
    return SCOPE.match(header) is not None and "(" not in re.sub(r"\balignas\s*\([^)]*\)|\[\[.*?\]\]", "", header)


def opens_body(header):
    """Whether the brace after `header` opens the body of a function, rather than an initializer."""
    text = header.rstrip()
    if not text or text[-1] in "=,([{":
        return False
    match = AFTER_PARAMETERS.search(text)
    if not match:
        return text[-1] == "}" and AFTER_PARAMETERS.search(re.sub(r"\{[^{}]*\}", "()", text)) is not None
    # Within a constructor's list of members, a name followed by a brace initializes that member.
    in_list = re.search(r"\)\s*(?:noexcept\s*)?:[^:]", text)
    return not in_list or text[-1] in ")}"


def name_of(header):
    test = re.search(r"\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|RC_GTEST_PROP)\s*\(\s*(\w+)\s*,\s*(\w+)", header)
    if test:
        return f"{test[1]}.{test[2]}"
    names = re.findall(r"([~\w:]+|operator\s*[^\s(]+)\s*\(", header)
    return names[0] if names else "the function"


def functions(code):
    """Yields (offset of the first character, offset of the closing brace, name) of each function, lambdas aside."""
    # Preprocessor lines would stick to the next declaration.
    code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", lambda m: re.sub(r"[^\n]", " ", m[0]), code, flags=re.MULTILINE)
    stack = []  # for each open brace: "scope", "initializer", or (start, name) of a function
    start = 0  # where the present declaration begins
    inside = 0  # how many open braces belong to a function
    for match in re.finditer(r"[{};]|\b(?:public|private|protected)\s*:", code):
        token = match[0]
        if token == "{":
            header = code[start : match.start()]
            if inside:
                stack.append("initializer")
            elif is_scope(header):
                stack.append("scope")
                start = match.end()
            elif opens_body(header):
                first = start + len(header) - len(header.lstrip())
                stack.append((first, name_of(header)))
            else:
                stack.append("initializer")
            inside += bool(inside) or isinstance(stack[-1], tuple)
        elif token == "}":
            if not stack:
                continue
            closed = stack.pop()
            inside -= bool(inside)
            if isinstance(closed, tuple):
                yield closed[0], match.start(), closed[1]
                start = match.end()
            elif closed == "scope":
                start = match.end()
        elif not inside and not (stack and stack[-1] == "initializer"):
            start = match.end()
