<?php
/**
 * The plugin's start: autoloader and list of parts.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Starts the plugin: every part that exists registers its own hooks.
 */
final class Plugin {

	/**
	 * Classes with a static `register()`; one that is not there is passed over.
	 */
	const PARTS = array(
		// Foundation.
		'Capabilities',
		'Reach',
		'Shortcode',
		'Admin\SettingsPage',
		'Admin\NetworkPage',
		'Admin\SiteHealth',
		'Cli\Commands',
		// Core's AI client, usage and limits.
		'AiClient\Registration',
		'Budget',
		'Limits',
		'Usage\Page',
		'Usage\LimitsPage',
		'Usage\OthersPage',
		'ClassifAi',
		// Streaming, webhook, privacy.
		'Stream\Block',
		'Stream\Routes',
		'Stream\Shortcode',
		'Webhook',
		'LongTasks',
		'Sweep',
		'Privacy',
	);

	/**
	 * Registers the autoloader and the hooks of every part.
	 *
	 * @return void
	 */
	public static function boot() {
		spl_autoload_register( array( __CLASS__, 'load' ) );
		foreach ( self::PARTS as $part ) {
			$class = __NAMESPACE__ . '\\' . $part;
			if ( class_exists( $class ) ) {
				$class::register();
			}
		}
	}

	/**
	 * Loads `Aigw\Foo\Bar` from src/Foo/Bar.php.
	 *
	 * @param string $class Name of a class.
	 * @return void
	 */
	public static function load( $class ) {
		if ( 0 !== strpos( $class, __NAMESPACE__ . '\\' ) ) {
			return;
		}
		$file = __DIR__ . '/' . str_replace( '\\', '/', substr( $class, strlen( __NAMESPACE__ ) + 1 ) ) . '.php';
		if ( is_file( $file ) ) {
			require_once $file;
		}
	}
}
