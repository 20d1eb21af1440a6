<?php
/**
 * What view.js needs.
 *
 * @package Aigw
 */

defined( 'ABSPATH' ) || exit;

return array(
	'dependencies' => array( '@wordpress/interactivity', '@aigw/sse', '@aigw/format' ),
	'version'      => AIGW_VERSION,
);
