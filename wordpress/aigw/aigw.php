<?php
/**
 * Plugin Name:       aigw - AI Gateway
 * Description:       Sends all AI of this site through your own aigw gateway: one connect code, budgets, limits, and a bill that says who spent what.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * Author:            aigw
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       aigw
 * Domain Path:       /languages
 *
 * @package Aigw
 */

defined( 'ABSPATH' ) || exit;

if ( ! defined( 'AIGW_VERSION' ) ) {
	define( 'AIGW_VERSION', '0.1.0' );
	define( 'AIGW_FILE', __FILE__ );
	define( 'AIGW_DIR', __DIR__ );

	require_once __DIR__ . '/src/Plugin.php';
	require_once __DIR__ . '/src/functions.php';

	Aigw\Plugin::boot();
}
