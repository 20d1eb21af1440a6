<?php
/**
 * What edit.js needs.
 *
 * @package Aigw
 */

defined( 'ABSPATH' ) || exit;

return array(
	'dependencies' => array( 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
	'version'      => AIGW_VERSION,
);
