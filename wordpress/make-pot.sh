#!/usr/bin/env bash
# Collects the plugin's texts into aigw/languages/aigw.pot, or into the file that is named. Needs xgettext (Debian: gettext). Run it
# after texts have changed.
set -euo pipefail
pot=$(realpath -m "${1:-$(dirname "$0")/aigw/languages/aigw.pot}")
cd "$(dirname "$0")"
gather() { # LANGUAGE, further options; file names come on standard input
    xgettext --language="$1" --from-code=UTF-8 --add-comments=translators --sort-by-file --no-location "${@:2}" \
        --keyword=__ --keyword=_e --keyword=esc_html__ --keyword=esc_html_e --keyword=esc_attr__ --keyword=esc_attr_e \
        --keyword=_x:1,2c --keyword=esc_html_x:1,2c --keyword=_n:1,2 --keyword=_nx:1,2,4c \
        --package-name=aigw --files-from=- -o "$pot"
}
mkdir -p "$(dirname "$pot")"
find aigw -name '*.php' | sort | gather PHP
find aigw -name '*.js' | sort | gather JavaScript --join-existing
# The plugin's header and block.json, which no function wraps. WordPress asks for them under these contexts.
extra=$(mktemp -d)
trap 'rm -rf "$extra"' EXIT
php -r '
$say = static function ( $text, $context ) { printf( "<?php _x( %s, %s );\n", var_export( $text, true ), var_export( $context, true ) ); };
foreach ( array( "Plugin Name", "Description", "Author" ) as $name ) {
    if ( preg_match( "/^ \\* $name: +(.+)$/m", file_get_contents( "aigw/aigw.php" ), $m ) ) {
        printf( "<?php /* translators: %s of the plugin */ __( %s );\n", $name, var_export( $m[1], true ) );
    }
}
foreach ( glob( "aigw/blocks/*/block.json" ) as $file ) {
    $block = json_decode( file_get_contents( $file ), true );
    $say( $block["title"], "block title" );
    $say( $block["description"], "block description" );
    foreach ( $block["keywords"] as $word ) {
        $say( $word, "block keyword" );
    }
}' | sed 's/^<?php //; 1s/^/<?php\n/' >"$extra/header.php"
printf '%s\n' "$extra/header.php" | gather PHP --join-existing
# No names, no dates: the file changes when a text does.
sed -i -e '1,/^$/{/^# /d;/^#$/d;/Last-Translator/d;/Language-Team/d;/PO-Revision-Date/d;/POT-Creation-Date/d;s/nplurals=INTEGER; plural=EXPRESSION/nplurals=2; plural=(n != 1)/}' "$pot"
sed -i '1i # Texts of the WordPress plugin aigw, under the same license as the plugin (GPL-2.0-or-later).' "$pot"
