<?php
/**
 * What a web server's rewrite rules do for WordPress, for `php -S`: files are served, all else is index.php's; in a network by
 * sub-directories /name/wp-admin/... is /wp-admin/...
 */

$root = rtrim( $_SERVER['DOCUMENT_ROOT'], '/' );
$path = '/' . ltrim( rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) ), '/' );
if ( false !== strpos( $path, '..' ) ) {
	http_response_code( 400 );
	return true;
}
if ( ! file_exists( $root . $path ) && preg_match( '~^/[\w-]+(/(?:wp-(?:admin|content|includes)(?:/.*)?|[^/]+\.php))$~', $path, $found ) ) {
	$path = $found[1];
}
if ( is_dir( $root . $path ) && '/' !== substr( $path, -1 ) ) {
	header( 'Location: ' . $path . '/', true, 301 );
	return true;
}
if ( is_dir( $root . $path ) ) {
	$path .= 'index.php';
}
if ( ! is_file( $root . $path ) ) {
	$path = '/index.php';
}
if ( '.php' !== substr( $path, -4 ) ) {
	if ( parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) === $path ) {
		return false;
	}
	$types = array(
		'css' => 'text/css',
		'js'  => 'text/javascript',
		'svg' => 'image/svg+xml',
	);
	$ext   = pathinfo( $path, PATHINFO_EXTENSION );
	header( 'Content-Type: ' . ( isset( $types[ $ext ] ) ? $types[ $ext ] : mime_content_type( $root . $path ) ) );
	readfile( $root . $path );
	return true;
}
$_SERVER['PHP_SELF']        = $path;
$_SERVER['SCRIPT_NAME']     = $path;
$_SERVER['SCRIPT_FILENAME'] = $root . $path;
chdir( dirname( $root . $path ) );
require $root . $path;
return true;
